// `node tools/measure/main.mjs <what> [options]`: installs and builds if needed, then measures. Each folder has a README.
import { buildWorkspaces } from '../build/workspaces.mjs';
import { installWhatIsMissing } from '../install.mjs';
import { runMain, step } from '../terminal.mjs';

/** Each file exports `run(args)`. It is loaded after the build, because it may import the packages. */
const measurements = {
  bench: './bench/run.mjs',
  compat: './bench/compat.mjs',
  observers: './bench/observers.mjs',
  'cold-start': './cold-start/run.mjs',
  compression: './compression/run.mjs',
  'stream-soak': './stream-soak/run.mjs',
  'request-soak': './request-soak/run.mjs',
  'rxjs-pace': './rxjs-pace/run.mjs',
};

async function main() {
  const [what, ...args] = process.argv.slice(2);
  const file = measurements[what];
  if (file === undefined) {
    const choices = Object.keys(measurements).join(', ');
    throw new Error(`Name what to measure: ${choices}. For example node tools/measure/main.mjs compression`);
  }
  await step('install', installWhatIsMissing);
  await step('build', () => buildWorkspaces());
  const { run } = await import(file);
  await run(args);
}

await runMain(main);
