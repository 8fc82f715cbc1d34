// `npm test`: everything that has to hold, on a fresh clone as on a warm one. Ends with one line of counts.
import { installWhatIsMissing } from '../install.mjs';
import { runNx, runTool } from '../run-command.mjs';
import { CommandFailed, say, step } from '../terminal.mjs';
import { provision, provisionBrowser } from './provision.mjs';
import { addCounts, noCounts, summaryLine } from './counts.mjs';

const total = noCounts();

/** Some tests failed; they are counted already. */
class TestsFailed extends CommandFailed {}

/** One check that either holds or not. The run goes on after a broken one, which counts as a failure. */
async function check(title, work) {
  try {
    await step(title, work);
    return true;
  } catch (error) {
    if (!(error instanceof TestsFailed)) total.failed += 1;
    return false;
  }
}

/** A step of many tests. Its output is shown only when one of them failed. */
async function tests(title, run) {
  await check(title, async (show) => {
    const { counts, output } = await run(show);
    addCounts(total, counts);
    if (counts.failed > 0) throw new TestsFailed(title, summaryLine(counts), output);
    return summaryLine(counts);
  });
}

/** Of every package. What nx prints is shown only when it fails. */
async function runTarget(target) {
  await runNx(['run-many', '-t', target]);
}

async function main() {
  if (!(await check('install', installWhatIsMissing))) return;
  const { runJest } = await import('./run-jest.mjs');
  const { runNodeTests } = await import('./run-node-tests.mjs');

  await check('format', () => runTool('prettier', ['--check', '--log-level=warn', '.']));
  await check('lint', () => runTool('eslint', ['--max-warnings=0', '.']));
  if (!(await check('build', () => runTarget('build')))) return;
  await check('types', () => runTarget('typecheck'));

  await tests('unit and stub tests', (show) => runJest(['unit', 'stub'], { show }));
  await provisionBrowser();
  await tests('tests on a Cassandra', (show) => runJest(['real'], { show }));
  const dismiss = await provision();
  try {
    await tests('cluster tests', (show) => runJest(['cluster'], { inBand: true, show }));
  } finally {
    await dismiss();
  }
  await tests('tests of the tools', (show) => runNodeTests({ show }));
}

function nameTheSkipped() {
  const unexplained = total.skipped.filter(({ reason }) => reason === undefined);
  total.skipped = total.skipped.filter(({ reason }) => reason !== undefined);
  total.failed += unexplained.length;
  for (const { name, reason } of total.skipped) say(`  skipped, ${reason}: ${name}`);
  for (const { name } of unexplained)
    say(`  failed, skipped without a reason (write [needs ...] into its name): ${name}`);
}

await main();
nameTheSkipped();
say(summaryLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
