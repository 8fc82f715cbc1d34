import { AsyncCluster } from '@async-cassandra/core';
import { CqlStub, rows, serverError } from '@async-cassandra/testing';
import { stockOf } from './stock';

const query = 'SELECT count FROM stock WHERE item = ?';

it('knows no stock while replicas are missing', async () => {
  await using stub = await CqlStub.start();
  await using cluster = new AsyncCluster(stub.clusterOptions());
  const session = await cluster.connect();
  const rule = stub.when(query).variables({ item: 'int' });

  rule.reply(rows({ count: 'int' }, [[3]]));
  expect(await stockOf(session, 7)).toBe(3);

  rule.reply(serverError.unavailable({ required: 2, alive: 1 }));
  expect(await stockOf(session, 7)).toBeUndefined();
});
