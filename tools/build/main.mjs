// `node ../../tools/build/main.mjs` in the folder of a package: its declarations by TypeScript, its code by Rolldown. The `build` target of core.
import path from 'node:path';
import { runTool } from '../run-command.mjs';
import { runMain } from '../terminal.mjs';
import { writeBundle } from './bundle.mjs';

const folder = process.cwd();

async function main() {
  // The declarations first: a mistake in the types is an error before any code is written.
  await runTool('typescript', ['--build', path.join(folder, 'tsconfig.lib.json')], { cwd: folder });
  await writeBundle(folder);
}

await runMain(main);
