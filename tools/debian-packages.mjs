// Installs Debian packages, as root, for the tests that need a browser or Docker.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The newest installation. */
let last = Promise.resolve();

/** Resolves when the packages are there. One installation at a time: apt fails at once while another one has its lock. */
export function installDebianPackages(packages, { signal } = {}) {
  const installation = last.then(() => install(packages, signal));
  last = installation.catch(() => {});
  return installation;
}

async function install(packages, signal) {
  const options = { signal, maxBuffer: 2 ** 26, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const isPossible = process.getuid?.() === 0 && (await run('apt-get', ['--version']).catch(() => undefined));
  if (!isPossible) throw new Error(`installing ${packages[0]} needs root and apt-get`);
  await run('apt-get', ['update', '-q'], options);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
}
