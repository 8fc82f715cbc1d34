// An application that sends again as soon as a request has failed, without any wait: its loop must not keep timers, sockets and signals of
// the process from their turn, or nothing that it waits for can ever happen.
import { once } from 'node:events';
import { CqlStub, rows, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  BatchStatement,
  policies,
  RateLimitedSession,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type LoadBalancingPolicy,
  type PreparedStatement,
} from '../../src/index';

const insert = 'INSERT INTO t (a) VALUES (?)';

class NobodyPolicy extends policies.loadBalancing.RoundRobinPolicy {
  override newQueryPlan(...[, , callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
    void Promise.resolve().then(() => callback(null as never, [].values()));
  }
}

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
let prepared: PreparedStatement;

async function connect(options: AsyncClusterOptions = {}): Promise<void> {
  const neverAgain = new policies.reconnection.ConstantReconnectionPolicy(0x7fff_ffff);
  cluster = new AsyncCluster({ ...stub.clusterOptions(), reconnectionPolicy: neverAgain, ...options });
  session = await cluster.connect();
}

async function loseTheNode(): Promise<void> {
  prepared = await session.prepare(insert);
  const down = once(cluster, 'nodeDown');
  await stub.node(0).stop();
  await down;
}

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 1 });
  stub.when(insert).variables({ a: 'int' }).reply(voidResult());
  stub.when('SELECT a FROM t').reply(rows({ a: 'int' }, [[1]]));
  stub.when('SELECT silent FROM t').drop();
});
afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

/** Whether the event loop continued while calls failed, and how many had failed by then. */
async function failuresInOneTurn(call: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  setImmediate(() => (isOver = true));
  let failures = 0;
  while (!isOver && failures < 1000) await call().catch(() => failures++);
  return failures;
}

describe('a loop without any wait leaves the event loop its turns', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['execute', () => session.execute('SELECT a FROM t')],
    ['execute of a prepared statement', () => session.execute(prepared, [1])],
    ['execute of a text that has to be prepared', () => session.execute('SELECT new FROM t WHERE a = ?', [1])],
    ['executePage', () => session.executePage('SELECT a FROM t')],
    ['executeStream', () => session.executeStream('SELECT a FROM t')],
    ['executeBatch', () => session.executeBatch(new BatchStatement().add('INSERT INTO t (a) VALUES (1)'))],
    ['prepare', () => session.prepare('SELECT new FROM t WHERE a = ?')],
    ['setKeyspace', () => session.setKeyspace('shop')],
    ['execute to one node', () => session.execute('SELECT a FROM t', [], { host: cluster.nodes[0] })],
    ['execute with a parameter that does not fit', () => session.execute(prepared, ['no number'])],
    ['execute with a parameter too many', () => session.execute(prepared, [1, 2])],
  ])('where no node is up: %s', async (_, call) => {
    await connect();
    await loseTheNode();
    expect(await failuresInOneTurn(call)).toBeLessThan(10);
  });

  it('where the queue is full', async () => {
    await connect({ maxConcurrentRequests: 1, maxQueuedRequests: 0 });
    const enough = new AbortController();
    const silent = session.execute('SELECT silent FROM t', [], { signal: enough.signal }).catch(() => {});
    expect(await failuresInOneTurn(() => session.execute('SELECT a FROM t'))).toBeLessThan(10);
    enough.abort();
    await silent;
  });

  it('where the line of a RateLimitedSession is full', async () => {
    await connect();
    const enough = new AbortController();
    const limited = new RateLimitedSession(session, { maxConcurrent: 1, maxQueued: 0 });
    const silent = limited.execute('SELECT silent FROM t', [], { signal: enough.signal }).catch(() => {});
    expect(await failuresInOneTurn(() => limited.execute('SELECT a FROM t'))).toBeLessThan(10);
    enough.abort();
    await silent;
  });

  it('where a policy knows no node, and says so later', async () => {
    await connect({ loadBalancingPolicy: new NobodyPolicy() });
    expect(await failuresInOneTurn(() => session.execute('SELECT a FROM t'))).toBeLessThan(10);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['execute', () => session.execute('SELECT a FROM t')],
    ['executePage', () => session.executePage('SELECT a FROM t')],
    ['executeStream', () => session.executeStream('SELECT a FROM t')],
    ['executeBatch', () => session.executeBatch(new BatchStatement().add('INSERT INTO t (a) VALUES (1)'))],
    ['prepare', () => session.prepare(insert)],
    ['connect', () => cluster.connect()],
  ])('after shutdown: %s', async (_, call) => {
    await connect();
    await cluster.shutdown();
    expect(await failuresInOneTurn(call)).toBeLessThan(10);
  });
});

it('a loop without any wait ends as soon as the node is back', async () => {
  await connect({ reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(5) });
  await loseTheNode();
  const untilItGoesWell = async (): Promise<unknown> => {
    // A limit, so that a loop that starves everything else fails this test and does not hang the run.
    for (let left = 200_000; left > 0; left--) {
      try {
        return (await session.execute('SELECT a FROM t')).rows;
      } catch {
        // And again.
      }
    }
    return 'never';
  };
  const answer = untilItGoesWell();
  await stub.node(0).start();
  expect(await answer).toEqual([{ a: 1 }]);
});
