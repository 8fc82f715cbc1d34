// `node tools/measure/main.mjs observers`: the cost of observing requests. The numbers are the client's CPU; on a busy machine trust the
// minimum, and the differences rather than the sums.
import { parseArgs } from 'node:util';
import { say, step } from '../../terminal.mjs';
import { schema } from './tables.mjs';
import { measureWatching } from './watching.mjs';

async function compare(cassandra, options) {
  const keyspace = await cassandra.createKeyspace('bench');
  try {
    await cassandra.runCql(schema, { keyspace });
    const { contactPoints, port, localDatacenter } = cassandra;
    let report;
    await step('measure', async (show) => {
      report = await measureWatching({ contactPoints, port, localDatacenter, keyspace }, options, show);
    });
    say(`\n  One check for observers: ${report.lookNs.toFixed(1)} ns`);
    say('\n  client CPU of a point read, microseconds; lower is better\n');
    say(`  ${''.padEnd(30)}${'minimum'.padStart(10)}${'median'.padStart(10)}`);
    for (const { way, minimum, median } of report.readUs) {
      const cells = [minimum, median].map((value) => value.toFixed(2).padStart(10)).join('');
      say(`  ${way.padEnd(30)}${cells}`);
    }
    say();
  } finally {
    await cassandra.dropKeyspace(keyspace);
  }
}

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '5' }, 'in-flight': { type: 'string', default: '64' } },
  });
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra(process.env.CASSANDRA_CONTACT_POINTS ? {} : { heapMb: 1024 });
  try {
    await compare(cassandra, { rounds: Number(values.rounds), inFlight: Number(values['in-flight']) });
  } finally {
    await cassandra.stop();
  }
}
