// `npm run bench`: the client's cost of work, in core and in the stock driver. README.md describes the method.
import { bar, say, step } from '../../terminal.mjs';
import { readOptions } from './options.mjs';
import { tableOf } from './report-table.mjs';
import { rowsToLoad } from './scenarios.mjs';
import { runSuite } from './suite.mjs';
import { loadTables, schema } from './tables.mjs';

async function compare(cassandra, options) {
  const { ssl } = cassandra.clusterOptions();
  if (options.over === 'tls' && ssl === undefined)
    throw new Error('--over tls: the given server has no TLS, or CASSANDRA_TLS_CA is missing');
  const keyspace = await cassandra.createKeyspace('bench');
  try {
    await cassandra.runCql(schema, { keyspace });
    const counts = rowsToLoad(options.chosen, 1);
    await step('load', async (show) => {
      await loadTables(cassandra.driverOptions(), keyspace, counts, (done, total) => show(bar(done, total)));
    });
    const { contactPoints, port, localDatacenter } = cassandra;
    let report;
    await step('measure', async (show) => {
      report = await runSuite({ contactPoints, port, localDatacenter, keyspace, ssl }, options, show);
    });
    say(`\n${tableOf(report)}\n`);
    if (options.strict && report.results.some(({ verdict }) => verdict === 'not met')) process.exitCode = 1;
  } finally {
    await cassandra.dropKeyspace(keyspace);
  }
}

export async function run(args) {
  const options = readOptions(args);
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra(
    process.env.CASSANDRA_CONTACT_POINTS ? {} : { heapMb: 1024, nodes: options.nodes, tls: options.over === 'tls' },
  );
  try {
    await compare(cassandra, options);
  } finally {
    await cassandra.stop();
  }
}
