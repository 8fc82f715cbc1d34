// `node tools/rxjs-pace/main.mjs --rows 1000000`: a slow handling of a large table, by mapRows and by operators. README.md tells what it shows.
import { parseArgs } from 'node:util';
import { installWhatIsMissing } from '../install.mjs';
import { runNx } from '../run-command.mjs';
import { runMain, step } from '../terminal.mjs';

async function main() {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      'delay-ms': { type: 'string', default: '2' },
      concurrency: { type: 'string', default: '64' },
      'fetch-size': { type: 'string', default: '1000' },
      'limit-s': { type: 'string', default: '120' },
    },
  });
  await step('install', installWhatIsMissing);
  await step('build', async () => {
    await runNx(['run-many', '-t', 'build', '-p', '@async-cassandra/rxjs,@async-cassandra/testing']);
  });
  const { measure } = await import('./measure.mjs');
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await step('start Cassandra', () => startCassandra({ heapMb: 768 }));
  try {
    await measure(cassandra, {
      rows: Number(values.rows),
      delayMs: Number(values['delay-ms']),
      concurrency: Number(values.concurrency),
      fetchSize: Number(values['fetch-size']),
      sampleMs: 10_000,
      limitMs: 1000 * Number(values['limit-s']),
    });
  } finally {
    await cassandra.stop();
  }
}

await runMain(main);
