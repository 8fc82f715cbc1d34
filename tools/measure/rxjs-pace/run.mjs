// `node tools/measure/main.mjs rxjs-pace --rows 1000000`: a slow handler of a large table, with mapRows and with operators. README.md explains the result.
import { parseArgs } from 'node:util';
import { step } from '../../terminal.mjs';

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '1000000' },
      'delay-ms': { type: 'string', default: '2' },
      concurrency: { type: 'string', default: '64' },
      'fetch-size': { type: 'string', default: '1000' },
      'limit-s': { type: 'string', default: '120' },
    },
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
