import { CqlStub, pages, pagingStateOf } from '@async-cassandra/testing';
import { AsyncCluster } from '../../src/cluster/async-cluster';
import { totalOfOrders } from './guide/total-of-orders';

test('the total of orders in docs/streams.md counts each order once, where a row could not be read at first', async () => {
  await using stub = await CqlStub.start();
  const query = 'SELECT price FROM orders';
  const second = ({ pagingState }: { pagingState?: Buffer | null }): boolean =>
    pagingState?.equals(pagingStateOf(1)) === true;
  stub.when(query).reply(pages({ price: 'int' }, [[[1], [2]], [[4], [8], [16]], [[32]]]));
  const broken = stub
    .when({ query, where: second })
    .reply(pages({ price: 'int' }, [[], [[4], [8], [Buffer.from([1])]], []]))
    .times(2);
  await using cluster = new AsyncCluster(stub.clusterOptions());
  const session = await cluster.connect();
  expect(await totalOfOrders(session)).toBe(63);
  expect(broken.hits).toBe(2);
});
