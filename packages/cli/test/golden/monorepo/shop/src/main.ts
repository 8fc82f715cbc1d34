// One text for two schemas: each package has its own types.
import { AsyncCluster, type AsyncClusterOptions } from '@async-cassandra/core';
import { addThing, thingOf } from '@golden/stock';

const { CLUSTER = '{}', KEYSPACE, STOCK_KEYSPACE } = process.env;
await using cluster = new AsyncCluster(JSON.parse(CLUSTER) as AsyncClusterOptions);
const [shop, stock] = [
  await cluster.connect(KEYSPACE, { timeoutMs: 600_000 }),
  await cluster.connect(STOCK_KEYSPACE, { timeoutMs: 600_000 }),
];

await shop.execute('INSERT INTO things (id, name) VALUES (?, ?)', [31, 'pen']);
const own = (await shop.execute('SELECT id, name FROM things WHERE id = ?', [31])).one();
const doubled: number | undefined = own === null ? undefined : own.id * 2;
console.log(doubled, own?.name?.toUpperCase());

await addThing(stock, 'pen', 5n);
const theirs = await thingOf(stock, 'pen');
const id: string | undefined = theirs?.id;
const name: Buffer | null | undefined = theirs?.name;
console.log(id, name);
// @ts-expect-error a column that the other row does not have
void (() => theirs?.amount);
