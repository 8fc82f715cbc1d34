// Installs Chromium for the test of the demo page, on Debian as root. Elsewhere it only looks for it.
// `node tools/browser/ensure-chromium.mjs` prints the result.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installDebianPackages } from '../debian-packages.mjs';

const run = promisify(execFile);
const commands = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
// Without a font a browser shows no text.
const packages = ['chromium', 'fonts-dejavu-core'];

async function succeeds(file, args, options) {
  try {
    await run(file, args, options);
    return true;
  } catch {
    return false;
  }
}

/** Returns the command of an installed browser, or undefined. */
export async function findChromium() {
  for (const command of commands) if (await succeeds(command, ['--version'])) return command;
  return undefined;
}

export const lookForChromium = async () => (await findChromium()) ?? 'is not here';

/** Resolves with the command. Rejects with the reason when Chromium cannot be installed. */
export async function ensureChromium({ show = () => {}, signal } = {}) {
  const found = await findChromium();
  if (found !== undefined) return found;
  show('installing it');
  await installDebianPackages(packages, { signal });
  return packages[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await ensureChromium({ show: console.log }));
