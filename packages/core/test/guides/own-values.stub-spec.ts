import { CqlStub, rows, voidResult } from '@async-cassandra/testing';
import { Money, newCluster, Percent } from './own-values';

it('reads and writes Money and Percent', async () => {
  await using stub = await CqlStub.start();
  const columns = { prices: 'list<decimal>', discount: 'int' };
  const table = { keyspace: 'shop', table: 'products' };
  const update = 'UPDATE shop.products SET prices = ?, discount = ? WHERE id = 1';
  stub.when(update).variables(columns, table).reply(voidResult());
  await using cluster = newCluster(stub.clusterOptions());
  const session = await cluster.connect();

  await session.execute(update, [[new Money('19.90'), new Money('1')], new Percent(20)]);
  const sent = stub.executions.find(({ query }) => query === update)!.values as Buffer[];
  expect(sent.map((bytes) => bytes.toString('hex'))).toEqual([
    '00000002' + '00000006' + '0000000207c6' + '00000005' + '0000000001',
    '00000014',
  ]);

  const select = 'SELECT prices, discount FROM shop.products';
  stub.when(select).reply(rows(columns, [[['19.90', '1'], 20]], table));
  const row = (await session.execute(select)).one();
  expect({ ...row }).toEqual({ prices: [new Money('19.90'), new Money('1')], discount: new Percent(20) });
});
