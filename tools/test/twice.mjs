// Runs the whole suite twice at once, for three rounds: nothing may fail because the machine is busy. `node tools/test/twice.mjs [--rounds 3] [--at-once 2]`,
// with options of `npm test` after `--`. Each run uses a clone of the last commit, and writes its output to a file.
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runCommand } from '../run-command.mjs';
import { runMain, say, step } from '../terminal.mjs';
import { provideDocker, stopDocker } from './provision.mjs';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, 'at-once': { type: 'string', default: '2' } },
  allowPositionals: true,
});

async function cloneInto(folder) {
  await runCommand('git', ['clone', '--quiet', root, folder]);
}

/** Runs one `npm test`. Resolves with its exit code and its last line. */
async function runSuite(folder, log) {
  const output = createWriteStream(log);
  const child = spawn('npm', ['test', '--', ...positionals], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const [code] = await once(child, 'close');
  output.end();
  await once(output, 'close');
  return { code, summary: readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) };
}

await runMain(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'suite-twice-'));
  const clones = Array.from({ length: Number(values['at-once']) }, (_, index) =>
    path.join(folder, `clone-${index + 1}`),
  );
  for (const clone of clones) await step(`clone ${path.basename(clone)}`, () => cloneInto(clone));
  // One engine for all runs: a run that starts it also ends it.
  await step('docker', provideDocker);
  let failed = 0;
  for (let round = 1; round <= Number(values.rounds); round++) {
    let highest = 0;
    const watching = setInterval(() => (highest = Math.max(highest, loadavg()[0])), 5000);
    await Promise.all(
      clones.map((clone, index) =>
        step(`round ${round}, run ${index + 1}`, async () => {
          const log = path.join(folder, `round-${round}-run-${index + 1}.log`);
          const { code, summary } = await runSuite(clone, log);
          if (code !== 0) failed += 1;
          return `${summary} (${log})`;
        }),
      ),
    );
    clearInterval(watching);
    say(`  the load of the machine went up to ${highest.toFixed(1)}`);
  }
  await stopDocker();
  for (const clone of clones) rmSync(clone, { recursive: true });
  say(failed === 0 ? 'No run had a failure' : `${failed} runs had a failure`);
  process.exitCode = failed === 0 ? 0 : 1;
});
