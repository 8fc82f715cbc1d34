// `node tools/torture/crowd/main.mjs [--rounds 50] [--processes 5]`: prints figures, exits with 1 when something was wrong.
import { parseArgs } from 'node:util';
import { runMain, say, step } from '../../terminal.mjs';
import { Crowd } from './crowd.mjs';

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '50' }, processes: { type: 'string', default: '5' } },
  });
  const [rounds, processes] = [values.rounds, values.processes].map(Number);
  let crowd;
  await step('three nodes', async () => {
    crowd = await Crowd.start();
  });
  try {
    await step('rounds', async (show) => {
      const { medianMs, slowestMs } = await crowd.meet({ rounds, processes, show });
      return `${rounds} rounds of ${processes} processes, median ${medianMs} ms, slowest ${slowestMs} ms`;
    });
    await step('kills', async (show) => `${await crowd.killAtEachStatement(show)} processes killed and repaired`);
  } finally {
    await crowd.stop();
  }
  for (const problem of crowd.problems) say(`  WRONG  ${problem}`);
  if (crowd.problems.length > 0) process.exitCode = 1;
}

await runMain(main);
