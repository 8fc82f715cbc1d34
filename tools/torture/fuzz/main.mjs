// `node tools/torture/fuzz/main.mjs [--cases 100000] [--first 1] [--lanes 16]`: prints figures, exits with 1 when something was wrong.
import { parseArgs } from 'node:util';
import { runMain, say, step } from '../../terminal.mjs';
import { fuzz } from './fuzz.mjs';

async function main() {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '100000' },
      first: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '16' },
    },
  });
  const [count, first, lanes] = [values.cases, values.first, values.lanes].map(Number);
  let report;
  await step('fuzz', async (show) => {
    report = await fuzz({ first, count, lanes, onProgress: (done) => show(`${done} of ${count}`) });
    return `${count} cases`;
  });
  for (const [kind, endings] of Object.entries(report.endings)) {
    const parts = Object.entries(endings).map(([ending, times]) => `${times} ${ending}`);
    say(`  damaged ${kind.padEnd(16)} ${parts.join(', ')}`);
  }
  for (const { done, heapMiB, bufferMiB, handles } of report.memory) {
    say(`  after ${String(done).padStart(8)} cases  heap ${heapMiB} MiB, buffers ${bufferMiB} MiB, ${handles} handles`);
  }
  for (const problem of report.problems) say(`  WRONG  ${problem}`);
  if (report.problems.length > 0) process.exitCode = 1;
}

await runMain(main);
