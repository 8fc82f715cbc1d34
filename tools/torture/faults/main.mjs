// `node tools/torture/faults/main.mjs [--operations 1000000] [--lanes 48] [--heap 512]`: prints figures, exits with 1 when something was lost or duplicated.
// Ctrl-C ends the load early; everything written by then is read back.
import { parseArgs } from 'node:util';
import { runMain, say, step } from '../../terminal.mjs';
import { runFaults } from './run.mjs';

async function main() {
  const { values } = parseArgs({
    options: {
      operations: { type: 'string', default: '1000000' },
      lanes: { type: 'string', default: '48' },
      heap: { type: 'string', default: '512' },
    },
  });
  const operations = Number(values.operations);
  const enough = new AbortController();
  process.once('SIGINT', () => enough.abort());
  let outcome;
  await step('faults', async (show) => {
    const settings = { operations, lanes: Number(values.lanes), heapMb: Number(values.heap) };
    outcome = await runFaults({ ...settings, enough: enough.signal, show });
    return `${outcome.report.done} operations`;
  });
  for (const line of outcome.report.lines(outcome.faultsDone)) say(`  ${line}`);
  for (const line of outcome.hostile.lines()) say(`  ${line}`);
  for (const notice of outcome.report.notices) say(`  SERVERS  ${notice}`);
  for (const problem of outcome.report.problems) say(`  WRONG  ${problem}`);
  if (outcome.report.problems.length > 0) process.exitCode = 1;
}

await runMain(main);
