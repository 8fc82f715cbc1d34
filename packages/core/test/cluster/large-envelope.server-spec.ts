// A page and a request above the 256 MiB that the protocol allows, with a real server. On a server of its own: it encodes the whole page
// in its memory, beside which no other test should need much.
import { startCassandra, type CassandraFixture } from '@async-cassandra/testing';
import {
  AsyncCluster,
  UnreadableAnswerError,
  type AsyncCassandraSession,
  type PreparedStatement,
} from '../../src/index';

const MiB = 1024 * 1024;
const content = Buffer.alloc(3 * MiB, 7);
/** One stored value, selected again and again: two rows of 135 MiB each. */
const copies = 45;
const wide = `SELECT ${Array.from({ length: copies }, (_, index) => `content AS c${index}`).join(', ')} FROM files WHERE id = 1`;

let fixture: CassandraFixture;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
let insert: PreparedStatement;
const lost: string[] = [];

beforeAll(async () => {
  const config = { read_request_timeout: '60s', write_request_timeout: '60s' };
  // It never starts again: its schema need not be on the disk.
  const jvmOptions = ['-Dcassandra.unsafesystem=true'];
  fixture = await startCassandra({ provider: 'jvm', heapMb: 512, config, jvmOptions, progress: false });
  const keyspace = await fixture.createKeyspace('large');
  cluster = new AsyncCluster({ ...fixture.clusterOptions(), requestTimeoutMs: 5 * 60_000, idleHeartbeatIntervalMs: 0 });
  cluster.on('nodeDown', ({ endpoint }) => lost.push(endpoint));
  session = await cluster.connect(keyspace);
  await session.execute('CREATE TABLE files (id int, part int, content blob, PRIMARY KEY (id, part))');
  insert = await session.prepare('INSERT INTO files (id, part, content) VALUES (?, ?, ?)');
  for (const part of [1, 2]) await session.execute(insert, [1, part, content]);
});

afterAll(async () => {
  await cluster?.shutdown();
  await fixture?.stop();
});

/** Runs `act` while fifty writes are on their way, then as many more: all succeed, over the connection that was there before. */
async function besideWrites(act: () => Promise<void>): Promise<void> {
  const before = cluster.nodes.map(({ openConnections }) => openConnections);
  const write = (part: number): Promise<unknown> => session.execute(insert, [2, part, Buffer.from('small')]);
  const beside = Promise.all(Array.from({ length: 50 }, (_, index) => write(index)));
  await act();
  await expect(beside).resolves.toHaveLength(50);
  await expect(Promise.all(Array.from({ length: 50 }, (_, index) => write(index)))).resolves.toHaveLength(50);
  expect([lost, cluster.nodes.map(({ openConnections }) => openConnections)]).toEqual([[], before]);
}

test('a page above 256 MiB fails its request once, which is told to lower fetchSize', async () => {
  await besideWrites(async () => {
    const error = await session.execute(wide, [], { fetchSize: 2 }).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(UnreadableAnswerError);
    const { message, executionInfo } = error as UnreadableAnswerError;
    expect(message).toMatch(/^The answer has \d+ bytes, and the protocol allows 268435456: .*lower fetchSize/);
    expect(executionInfo!.attempts).toHaveLength(1);
  });
});

test('a smaller page of the same rows is read', async () => {
  const stream = await session.executeStream(wide, [], { streamConfig: { fetchSize: 1 } });
  for await (const row of stream) {
    expect(Buffer.compare(row['c44'] as Buffer, content)).toBe(0);
    break;
  }
});

test('a request above 256 MiB is refused before anything is sent', async () => {
  await besideWrites(async () => {
    // Never written to: the system gives no memory for it.
    const error = await session.execute(insert, [3, 1, Buffer.alloc(257 * MiB)]).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ writeOutcome: 'notApplied', executionInfo: { attempts: [] } });
    expect((error as Error).message).toMatch(/the protocol allows 268435456/);
  });
});
