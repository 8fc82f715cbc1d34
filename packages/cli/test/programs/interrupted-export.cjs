// `node interrupted-export.cjs '<options of the cluster>' <keyspace> <table> <file>`: an export of one row a page that is interrupted after the
// second page.
const { AsyncCluster } = require('@async-cassandra/core');
const { exportTable } = require('../../dist/transfer/export-table');

async function main([clusterOptions, keyspace, table, file]) {
  const cluster = new AsyncCluster(JSON.parse(clusterOptions));
  const session = await cluster.connect(keyspace);
  const control = new AbortController();
  const show = ({ rows }) => rows >= 2 && control.abort(new Error('enough'));
  const exporting = exportTable(session, { table, file, fetchSize: 1, signal: control.signal, show });
  const message = await exporting.then(
    () => 'done',
    (error) => error.message,
  );
  console.log(message);
  await cluster.shutdown();
}

void main(process.argv.slice(2));
