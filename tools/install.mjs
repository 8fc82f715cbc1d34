// Installs the dependencies of the lock file unless they are installed. Uses only Node itself.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, runNpm } from './run-command.mjs';

function readLock(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return null;
  }
}

/** npm records the installed versions in a hidden lock file: equal versions mean that nothing is missing. */
export function isInstalled(
  wanted = readLock('package-lock.json'),
  installed = readLock('node_modules/.package-lock.json'),
) {
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([place, { version, link, optional, devOptional }]) => {
    if (!place.startsWith('node_modules/') && !place.includes('/node_modules/')) return true;
    const found = installed[place];
    if (found === undefined) return optional === true || devOptional === true;
    return link === true || found.version === version;
  });
}

/** Resolves with a description of what it did, for the line of its step. */
export async function installWhatIsMissing() {
  if (isInstalled()) return 'up to date';
  await runNpm(['ci', '--no-audit', '--no-fund']);
  return 'npm ci';
}
