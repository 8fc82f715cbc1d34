// What UNAVAILABLE proves on real nodes: one replica of everything, one node dead, unmarked writes, and a policy that wants everything again.
// tools/torture/faults/history is the long form: every error, under load.
import {
  AsyncRetryPolicy,
  BatchStatement,
  policies,
  types,
  UnavailableError,
  type AsyncCassandraSession,
  type AsyncCluster,
  type ExecuteOptions,
} from '../../src/index';
import { lastLimitMs, ThreeNodes, until } from './three-nodes';

jest.setTimeout(lastLimitMs);

const { consistencies } = types;
const three = new ThreeNodes();
const dead = 2;
let cluster: AsyncCluster;
/** Of a keyspace with three replicas, and of one with a single one. */
let session: AsyncCassandraSession;
let single: AsyncCassandraSession;
/** Keys whose only replica is dead, or alive. */
const keys: { dead: number[]; alive: number[] } = { dead: [], alive: [] };

class Always extends AsyncRetryPolicy {
  override onReadTimeout = ({ nbRetry }: { nbRetry: number }) => this.#again(nbRetry);
  override onWriteTimeout = ({ nbRetry }: { nbRetry: number }) => this.#again(nbRetry);
  override onUnavailable = ({ nbRetry }: { nbRetry: number }) => this.#again(nbRetry);
  override onRequestError = ({ nbRetry }: { nbRetry: number }) => this.#again(nbRetry);
  #again(nbRetry: number) {
    return nbRetry < this.maxRetries ? this.retryResult(undefined as never, nbRetry % 2 === 1) : this.rethrowResult();
  }
}

const append = 'UPDATE lists SET items = items + ? WHERE id = ?';
const count = 'UPDATE counts SET hits = hits + 1 WHERE id = ?';

beforeAll(async () => {
  await three.start();
  ({ cluster, session } = await three.connect({ retryPolicy: new Always(), consistency: consistencies.one }));
  await three.createTables(session);
  await session.execute('CREATE TABLE guarded (id int PRIMARY KEY, v int)');
  const keyspace = `${three.keyspace}_single`;
  const replication = `{ 'class': 'SimpleStrategy', 'replication_factor': 1 }`;
  await session.execute(`CREATE KEYSPACE ${keyspace} WITH replication = ${replication}`);
  single = await cluster.connect(keyspace);
  await single.execute('CREATE TABLE lists (id int PRIMARY KEY, items list<int>)');
  await single.execute('CREATE TABLE counts (id int PRIMARY KEY, hits counter)');
  for (let id = 1; id <= 600; id++) {
    const key = Buffer.alloc(4);
    key.writeInt32BE(id);
    const [replica] = cluster.metadata.getReplicas(keyspace, key)!;
    keys[replica!.endpoint === three.endpointOf(dead) ? 'dead' : 'alive'].push(id);
  }
  await three.fixture.node(dead).kill();
  for (const index of [0, 1]) {
    const options = {
      host: three.endpointOf(index),
      retryPolicy: new policies.retry.FallthroughRetryPolicy(),
    };
    await until(`node ${index} knows that node ${dead} is down`, () =>
      expect(single.execute('SELECT id FROM lists WHERE id = ?', [keys.dead[0]], options)).rejects.toThrow(
        UnavailableError,
      ),
    );
  }
});
afterAll(async () => {
  await three.fixture.node(dead).start();
  await three.allServe(session);
  await three.stop();
});

/** Five places with a living replica and, in the middle, one whose replica is dead. */
function places(): number[] {
  const ids = keys.alive.splice(0, 5);
  ids.splice(2, 0, keys.dead.shift()!);
  return ids;
}

async function unavailable(work: Promise<unknown>): Promise<UnavailableError> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(UnavailableError);
  return failure as UnavailableError;
}

const sendsOf = ({ executionInfo }: UnavailableError) =>
  executionInfo!.attempts.filter(({ outcome }) => outcome === 'UnavailableError').length;

async function timesWritten(table: 'lists' | 'counts', ids: readonly number[]): Promise<number[]> {
  const column = table === 'lists' ? 'items' : 'hits';
  const times: number[] = [];
  for (const id of ids.filter((candidate) => candidate !== ids[2])) {
    const value = (await single.execute(`SELECT ${column} FROM ${table} WHERE id = ?`, [id])).one()?.[
      column
    ] as unknown;
    times.push(Array.isArray(value) ? value.length : Number(value ?? 0));
  }
  return times;
}

type Write = (ids: readonly number[], options?: ExecuteOptions) => Promise<unknown>;

function batch(type: 'logged' | 'unlogged' | 'counter'): Write {
  return (ids) => {
    const statement = new BatchStatement({ type });
    for (const id of ids) {
      if (type === 'counter') statement.add(count, [id]);
      else statement.add(append, [[7], id]);
    }
    return single.executeBatch(statement);
  };
}

describe('UNAVAILABLE of a write over partitions one of which has no living replica', () => {
  test.each<[string, 'lists' | 'counts', Write]>([
    ['an UNLOGGED batch', 'lists', batch('unlogged')],
    ['a COUNTER batch', 'counts', batch('counter')],
    ['IN', 'lists', (ids) => single.execute('UPDATE lists SET items = items + ? WHERE id IN ?', [[7], ids])],
    [
      'a text with IN',
      'lists',
      (ids) => single.execute(`UPDATE lists SET items = items + [7] WHERE id IN (${ids.join(', ')})`),
    ],
  ])('is not repeated for %s, and leaves it in doubt', async (_, table, write) => {
    let written = 0;
    for (let i = 0; i < 4; i++) {
      const ids = places();
      const error = await unavailable(write(ids));
      expect(error.writeOutcome).toBe('unknown');
      expect(sendsOf(error)).toBe(1);
      const times = await timesWritten(table, ids);
      expect(Math.max(...times)).toBeLessThanOrEqual(1);
      written += times.reduce((sum, each) => sum + each, 0);
    }
    // This is why: some of the partitions that can be written have been.
    expect(written).toBeGreaterThan(0);
  });

  test('is repeated for a LOGGED batch, and has written nothing', async () => {
    const ids = places();
    const error = await unavailable(batch('logged')(ids));
    expect(error.writeOutcome).toBe('notApplied');
    expect(sendsOf(error)).toBeGreaterThan(1);
    expect(await timesWritten('lists', ids)).toEqual([0, 0, 0, 0, 0]);
  });

  test.each<[string, Write]>([
    ['one partition', ([id]) => single.execute(append, [[7], id])],
    ['a counter', ([id]) => single.execute(count, [id])],
    ['an UNLOGGED batch of one partition', ([id]) => batch('unlogged')([id!, id!])],
  ])('is repeated for %s', async (_, write) => {
    const error = await unavailable(write(keys.dead.splice(0, 1)));
    expect(error.writeOutcome).toBe('notApplied');
    expect(sendsOf(error)).toBeGreaterThan(1);
  });
});

test.each(['all', 'three'] as const)(
  'a conditional write whose commit is UNAVAILABLE at %s is in doubt, and was accepted',
  async (level) => {
    const consistency = consistencies[level];
    for (let i = 0; i < 3; i++) {
      const id = consistency * 100 + i;
      const error = await unavailable(
        session.execute('INSERT INTO guarded (id, v) VALUES (?, 1) IF NOT EXISTS', [id], { consistency }),
      );
      expect(error).toMatchObject({ consistency, writeOutcome: 'unknown' });
      expect(sendsOf(error)).toBe(1);
      const read = await session.execute('SELECT v FROM guarded WHERE id = ?', [id], {
        consistency: consistencies.serial,
      });
      expect(read.one()).toMatchObject({ v: 1 });
    }
  },
);
