// `node tools/torture/upgrade/main.mjs [--path 3.11,4.0] [--lanes 16] [--steady 5] [--heap 384]`: prints what it saw, exits with 1 when something
// acknowledged was lost, a row was wrong, or a client could not do what it should.
import { parseArgs } from 'node:util';
import { runMain, say, step } from '../../terminal.mjs';
import { runUpgrade } from './run.mjs';

async function main() {
  const { values } = parseArgs({
    options: {
      path: { type: 'string', default: '3.11,4.0' },
      lanes: { type: 'string', default: '16' },
      steady: { type: 'string', default: '5' },
      heap: { type: 'string', default: '384' },
    },
  });
  const [lanes, steady, heapMb] = [values.lanes, values.steady, values.heap].map(Number);
  let outcome;
  await step('upgrade', async (show) => {
    outcome = await runUpgrade({ path: values.path.split(','), lanes, steadyMs: steady * 1000, heapMb, show });
    return `${outcome.report.done} operations`;
  });
  for (const line of outcome.report.lines(outcome.upgrades)) say(`  ${line}`);
  for (const line of outcome.seen) say(`  ${line}`);
  for (const problem of outcome.report.problems) say(`  WRONG  ${problem}`);
  if (outcome.report.problems.length > 0) process.exitCode = 1;
}

await runMain(main);
