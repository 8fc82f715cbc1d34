// `npm test`: all checks, on a fresh clone as on a warm one. Ends with one line of counts. CONTRIBUTING.md has its options.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installWhatIsMissing } from '../install.mjs';
import { root } from '../run-command.mjs';
import { CommandFailed, say, step } from '../terminal.mjs';
import { addCounts, fileTimes, noCounts, summaryLine } from './counts.mjs';
import { runPhases } from './schedule.mjs';

const shownFiles = 12;
const timesFile = 'out/test-times.txt';
const total = noCounts();

/** Some tests failed; they are already counted. */
class TestsFailed extends CommandFailed {}

/** Runs a phase and shows its line, with its output only if it failed. Resolves with whether it succeeded. */
async function perform(name, run) {
  try {
    await step(name, async (show) => {
      const done = await run(show);
      if (done?.counts === undefined) return done;
      addCounts(total, done.counts);
      if (done.counts.failed > 0) throw new TestsFailed(name, summaryLine(done.counts), done.output);
      return summaryLine(done.counts);
    });
    return true;
  } catch (error) {
    if (!(error instanceof TestsFailed)) total.failed += 1;
    return false;
  }
}

async function main() {
  if (!(await perform('install', installWhatIsMissing))) return;
  const { phases, phasesAtOnce } = await import('./phases.mjs');
  const { choosePhases, readOptions } = await import('./options.mjs');
  const options = readOptions(
    process.argv.slice(2),
    phases.map(({ name }) => name),
  );
  const { stopDocker } = await import('./provision.mjs');
  try {
    const leftOut = await runPhases(choosePhases(phases, options), {
      atOnce: phasesAtOnce,
      run: ({ name, run }) => perform(name, (show) => run(options.only, show)),
    });
    for (const { name, needs } of leftOut) say(`  not run: ${name}, which needs ${needs.join(' and ')}`);
  } finally {
    await stopDocker();
  }
}

function reportTimes() {
  const lines = fileTimes(total.files);
  if (lines.length === 0) return;
  mkdirSync(path.join(root, path.dirname(timesFile)), { recursive: true });
  writeFileSync(path.join(root, timesFile), `${lines.join('\n')}\n`);
  say(`  The slowest of ${lines.length} files (all of them: ${timesFile})`);
  for (const line of lines.slice(0, shownFiles)) say(`  ${line}`);
}

function nameTheSkipped() {
  const unexplained = total.skipped.filter(({ reason }) => reason === undefined);
  total.skipped = total.skipped.filter(({ reason }) => reason !== undefined);
  total.failed += unexplained.length;
  for (const { name, reason } of total.skipped) say(`  skipped, ${reason}: ${name}`);
  for (const { name } of unexplained)
    say(`  failed, skipped without a reason (write [needs ...] into its name): ${name}`);
}

try {
  await main();
} catch (error) {
  total.failed += 1;
  say(error.message);
}
reportTimes();
nameTheSkipped();
say(summaryLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
