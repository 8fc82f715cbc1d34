// `node tools/measure/main.mjs request-soak [--requests 5000000] [--in-flight 256]`: prints figures, exits with 1 when something was leaked.
import { parseArgs } from 'node:util';
import { say, step } from '../../terminal.mjs';
import { soak } from './soak.mjs';

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { requests: { type: 'string', default: '5000000' }, 'in-flight': { type: 'string', default: '256' } },
  });
  const count = Number(values.requests);
  let report;
  await step('soak', async (show) => {
    report = await soak({
      count,
      inFlight: Number(values['in-flight']),
      onProgress: (done) => show(`${done} of ${count}`),
    });
    return `${count} requests`;
  });
  for (const [kind, outcomes] of Object.entries(report.outcomes)) {
    const parts = Object.entries(outcomes).map(([outcome, times]) => `${times} ${outcome}`);
    say(`  ${kind.padEnd(26)} ${parts.join(', ')}`);
  }
  say();
  say('        done   heap   buffers   rss MiB   handles   orphans   listeners   in flight');
  for (const { done, heapMiB, bufferMiB, rssMiB, handles, orphans, listeners, inFlight } of report.checks) {
    const columns = [done, heapMiB, bufferMiB, rssMiB, handles, orphans, listeners, inFlight];
    const widths = [12, 7, 10, 10, 10, 10, 12, 12];
    say(columns.map((value, index) => String(value).padStart(widths[index])).join(''));
  }
  const { free, orphans } = report.freeStreamIds;
  say(`\n  at the end ${free} stream ids are free, ${orphans} wait for an answer that never comes`);
  say(`  after shutdown the process is kept alive by ${report.afterShutdown.join(', ') || 'nothing'}`);
  for (const problem of report.problems) say(`  WRONG  ${problem}`);
  if (report.problems.length > 0) process.exitCode = 1;
}
