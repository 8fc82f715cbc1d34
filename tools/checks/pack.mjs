// The packages as they are published.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runNpm } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';

/** The variable with the file in which a run of all specs keeps what it has packed, beside the installed packages. */
const variable = 'ASYNC_CASSANDRA_PACKED';

/**
 * Packs all public packages and installs them once, for the specs that this process starts: to pack takes three seconds of CPU, to install ten,
 * and five specs ask for it.
 */
export async function packForAll() {
  const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-packed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'packed.json');
  const packed = await packAll(folder);
  await install(folder, packed);
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

/** Makes an empty folder an application that has the packed packages and what their doors need. Returns what `packAll` does. */
export async function installPacked(folder) {
  const packed = await packAll(folder);
  const shared = process.env[variable];
  if (shared === undefined) await install(folder, packed);
  else {
    writeFileSync(path.join(folder, 'package.json'), application);
    symlinkSync(path.join(path.dirname(shared), 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  }
  return packed;
}

const application = JSON.stringify({ name: 'app', private: true });

/** Makes a folder an application that has these packages: tarballs, or names with a range. */
export async function installInto(folder, packages) {
  writeFileSync(path.join(folder, 'package.json'), application);
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await runNpm(['install', ...options, ...packages], { cwd: folder });
}

function install(folder, packed) {
  const others = ['@types/node@20', 'cassandra-driver@^4.8.0', ...nestOf(11), ...peersOfOpenTelemetry];
  return installInto(folder, [...tarballsOf(packed), ...others]);
}

/** Returns the packages of an application on this major version of Nest. */
export const nestOf = (major) =>
  ['common', 'core', 'microservices', 'platform-express', 'platform-ws', 'terminus', 'websockets'].map(
    (part) => `@nestjs/${part}@^${major}.0.0`,
  );

export const tarballsOf = (packed) => [...packed.values()].map(({ file }) => file);

const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'packages/core/package.json'), 'utf8'));

/** The optional peers without which the doors of core for OpenTelemetry cannot be opened, with the versions that core is tested with. */
const peersOfOpenTelemetry = ['api', 'instrumentation'].map(
  (name) => `@opentelemetry/${name}@${devDependencies[`@opentelemetry/${name}`]}`,
);
