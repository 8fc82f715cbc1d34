// `node tools/measure/main.mjs observers`: the cost of observing requests. The numbers are the client's CPU; on a busy machine trust the
// minimum, and the differences rather than the sums.
import { parseArgs } from 'node:util';
import { say, step } from '../../terminal.mjs';
import { schema } from './tables.mjs';
import { measureWatching } from './watching.mjs';

function tableOf(readUs) {
  const titles = ['minimum', 'median', 'more', 'median', 'budget'].map((title) => title.padStart(9)).join('');
  const lines = readUs.map(({ way, minimum, median, more, budget, verdict }) => {
    const costs = [minimum, median, more.ofMinima, more.medianOfRounds].map((us) => us.toFixed(2).padStart(9));
    const limit = budget === undefined ? '' : `${budget.toFixed(2).padStart(9)}  ${verdict}`;
    return `  ${way.padEnd(30)}${costs.join('')}${limit}`;
  });
  return [`  ${''.padEnd(30)}${titles}`, ...lines].join('\n');
}

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
    say('\n  client CPU of a point read, microseconds; lower is better. More: than when nobody watches\n');
    say(`\n${tableOf(report.readUs)}\n`);
    if (options.strict && report.readUs.some(({ verdict }) => verdict === 'not met')) process.exitCode = 1;
  } finally {
    await cassandra.dropKeyspace(keyspace);
  }
}

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      'in-flight': { type: 'string', default: '64' },
      strict: { type: 'boolean', default: false },
    },
  });
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra(process.env.CASSANDRA_CONTACT_POINTS ? {} : { heapMb: 1024 });
  try {
    const [rounds, inFlight] = [values.rounds, values['in-flight']].map(Number);
    await compare(cassandra, { rounds, inFlight, strict: values.strict });
  } finally {
    await cassandra.stop();
  }
}
