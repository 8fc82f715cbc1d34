// A small application of the client, for any runtime. Prints its results, and must then end by itself.
import { AsyncCluster, BatchStatement } from '@async-cassandra/core';

const { contactPoints, port, localDatacenter, keyspace } = JSON.parse(process.env.SMOKE_SERVER);
const rowsOf = 500;
const seen = {};

const cluster = new AsyncCluster({ contactPoints, port, localDatacenter });
const session = await cluster.connect(keyspace);
await session.execute('CREATE TABLE IF NOT EXISTS smoke (run text, id int, text text, PRIMARY KEY (run, id))');

const run = process.env.SMOKE_RUN;
const insert = await session.prepare('INSERT INTO smoke (run, id, text) VALUES (?, ?, ?)');
const read = await session.prepare('SELECT text FROM smoke WHERE run = ? AND id = ?');
await session.execute(insert, [run, 0, 'grüße']);
seen.read = (await session.execute(read, [run, 0])).one().text;

const batch = new BatchStatement();
for (let id = 1; id < rowsOf; id++) batch.add(insert, [run, id, `row ${id}`]);
await session.executeBatch(batch);

const all = 'SELECT id FROM smoke WHERE run = ?';
seen.streamed = 0;
for await (const { id } of await session.executeStream(all, [run], { streamConfig: { fetchSize: 50 } }))
  seen.streamed += id;

seen.scanned = 0;
for await (const row of session.scanTable('smoke', { fetchSize: 100 })) if (row.run === run) seen.scanned += 1;

const control = new AbortController();
const aborted = session.execute(read, [run, 0], { signal: control.signal });
control.abort(new Error('enough'));
seen.aborted = await aborted.then(
  () => 'answered',
  (error) => error.message,
);

await cluster.shutdown();
seen.afterShutdown = await session.execute(read, [run, 0]).catch((error) => error.code);
console.log(JSON.stringify(seen));
