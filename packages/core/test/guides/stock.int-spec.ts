import { AsyncCluster } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { stockOf } from './stock';

const keyspace = useKeyspace({ scripts: ['CREATE TABLE stock (item int PRIMARY KEY, count int)'] });

it('reads the stock from a real Cassandra', async () => {
  await using cluster = new AsyncCluster(keyspace.clusterOptions());
  const session = await cluster.connect(keyspace.name);
  await session.execute('INSERT INTO stock (item, count) VALUES (?, ?)', [7, 3]);
  expect([await stockOf(session, 7), await stockOf(session, 8)]).toEqual([3, 0]);
});
