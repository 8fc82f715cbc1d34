// The packages as they are published.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, runNpm } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';

/**
 * Packs all public packages into a folder. Returns a map by name: the tarball, its size in bytes, and the names of the files in it.
 * One npm packs all, because each start of npm takes a second.
 */
export async function packAll(destination) {
  const folders = publicPackages().map(({ folder }) => `./${path.relative(root, folder)}`);
  const printed = await runNpm(['pack', '--json', '--silent', '--pack-destination', destination, ...folders]);
  return new Map(
    JSON.parse(printed).map(({ name, filename, size, files }) => [
      name,
      { file: path.join(destination, filename), size, contents: files.map((file) => file.path) },
    ]),
  );
}

export const tarballsOf = (packed) => [...packed.values()].map(({ file }) => file);

const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'packages/core/package.json'), 'utf8'));

/** The optional peers without which the doors of core for OpenTelemetry cannot be opened, with the versions that core is tested with. */
export const peersOfOpenTelemetry = ['api', 'instrumentation'].map(
  (name) => `@opentelemetry/${name}@${devDependencies[`@opentelemetry/${name}`]}`,
);
