// The packages as they are published.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runNpm } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';

/** The variable with the file in which a run of all specs keeps what it has packed. */
const variable = 'ASYNC_CASSANDRA_PACKED';

/** Packs all public packages once, for the specs that this process starts: to pack takes three seconds of CPU, and five specs ask for it. */
export async function packForAll() {
  const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-packed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'packed.json');
  const packed = await packAll(folder);
  writeFileSync(file, JSON.stringify([...packed]));
  process.env[variable] = file;
}

/**
 * Packs all public packages into a folder, unless `packForAll` has packed them. Returns a map by name: the tarball, its size in bytes, and the names of the files in it.
 * One npm packs all, because each start of npm takes a second.
 */
export async function packAll(destination) {
  if (process.env[variable]) return new Map(JSON.parse(readFileSync(process.env[variable], 'utf8')));
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
