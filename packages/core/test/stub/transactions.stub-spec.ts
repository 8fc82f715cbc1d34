// The consistency level of `BEGIN TRANSACTION`: Cassandra 6 refuses every LOCAL level, LOCAL_ONE included, which is the default.
import { voidResult } from '@async-cassandra/testing';
import type { Consistency, ExecuteOptions } from '../../src/index';
import { connectStub } from './connected-stub';

const transaction = 'BEGIN TRANSACTION UPDATE shop.t SET v = 1 WHERE k = 1; COMMIT TRANSACTION';
const withValue = 'BEGIN TRANSACTION UPDATE shop.t SET v = ? WHERE k = 1; COMMIT TRANSACTION';

/** The levels of a transaction sent as a text and prepared, and of another write beside them. */
async function levelsSent(cluster: Consistency | undefined, options?: ExecuteOptions): Promise<unknown[]> {
  await using it = await connectStub({ ...(cluster !== undefined && { consistency: cluster }) }, {}, /shop/);
  it.stub.when(withValue).variables({ v: 'int' }).reply(voidResult());
  await it.session.execute(transaction, [], options);
  await it.session.execute(withValue, [1], options);
  await it.session.execute('UPDATE shop.t SET v = 1 WHERE k = 1', [], options);
  return it.stub.executions.map(({ consistency }) => consistency);
}

test.each<[cluster: Consistency | undefined, sent: string, others: string]>([
  [undefined, 'QUORUM', 'LOCAL_ONE'],
  ['localQuorum', 'QUORUM', 'LOCAL_QUORUM'],
  ['two', 'QUORUM', 'TWO'],
  ['all', 'ALL', 'ALL'],
  ['one', 'ONE', 'ONE'],
])('a transaction in a cluster with consistency %s is sent with %s', async (cluster, sent, others) => {
  expect(await levelsSent(cluster)).toEqual([sent, sent, others]);
});

test.each(['localOne', 'serial'] as const)(
  'a transaction is sent with the level %s of its call',
  async (consistency) => {
    const levels = await levelsSent('localQuorum', { consistency });
    expect(new Set(levels).size).toBe(1);
    expect(levels[0]).toBe(consistency === 'serial' ? 'SERIAL' : 'LOCAL_ONE');
  },
);
