// `node tools/torture/faults/history/main.mjs [--seconds 300] [--lanes 24] [--paxos v1]`: prints the table of reported and found outcomes, exits
// with 1 when a reported outcome is wrong.
import { parseArgs } from 'node:util';
import { runMain, say, step } from '../../../terminal.mjs';
import { runHistory } from './run.mjs';

async function main() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '300' },
      lanes: { type: 'string', default: '24' },
      paxos: { type: 'string', default: 'v1' },
    },
  });
  let outcome;
  await step('history', async (show) => {
    const { seconds, lanes, paxos } = values;
    outcome = await runHistory({
      seconds: Number(seconds),
      lanes: Number(lanes),
      config: { paxos_variant: paxos },
      show,
    });
    return `${outcome.written} writes`;
  });
  const { findings, registers, registerOperations, serialReads, faultsDone } = outcome;
  for (const line of findings.lines()) say(line);
  say(
    `${registers} registers with ${registerOperations} operations; SERIAL reads: ${JSON.stringify([...serialReads])}`,
  );
  say(`errors met: ${findings.classes.join('; ')}`);
  say(`faults: ${faultsDone.join(', ')}`);
  for (const problem of findings.problems.slice(0, 40)) say(`  WRONG  ${problem}`);
  if (findings.problems.length > 0) process.exitCode = 1;
}

await runMain(main);
