// A promise in any place of a call, because an await was forgotten: the call says what is wrong, and the promise, which rejects, is nobody's
// unhandled rejection besides.
import { CqlStub, voidResult } from '@async-cassandra/testing';
import { AsyncCluster, BatchStatement, type AsyncCassandraSession } from '../../src/index';

const insert = 'INSERT INTO t (a, l) VALUES (:a, :l)';
const forgotten = (): never => Promise.reject(new Error('forgotten')) as never;

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
const unhandled = jest.fn();

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 1 });
  stub.when(insert).variables({ a: 'int', l: 'list<int>' }).reply(voidResult());
  cluster = new AsyncCluster(stub.clusterOptions());
  session = await cluster.connect();
  await session.prepare(insert);
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  process.removeListener('unhandledRejection', unhandled);
  await cluster.shutdown();
  await stub.close();
});

it.each<[string, () => Promise<unknown>]>([
  ['a statement', () => session.execute(forgotten())],
  ['parameters', () => session.execute(insert, forgotten())],
  ['a parameter', () => session.execute(insert, [forgotten(), forgotten()])],
  ['a parameter by name', () => session.execute(insert, { a: forgotten(), l: [forgotten(), forgotten()] })],
  ['an element', () => session.execute(insert, [1, [forgotten(), forgotten()]])],
  ['one parameter of too many', () => session.execute(insert, [1, forgotten(), forgotten()])],
  ['a parameter of a name that does not exist', () => session.execute(insert, { b: forgotten() })],
  ['options', () => session.execute(insert, [1, []], forgotten())],
  ['an option', () => session.execute(insert, [1, []], { timeoutMs: forgotten() })],
  ['a parameter of a batch', () => session.executeBatch(new BatchStatement().add(insert, [1, forgotten()]))],
  ['a parameter of a stream', () => session.executeStream(insert, [1, forgotten()])],
  ['a parameter of a page', () => session.executePage(insert, [1, forgotten()])],
  [
    'a parameter of a session that is closed',
    async () => {
      await session.close();
      await session.execute(insert, [1, forgotten()]);
    },
  ],
])('%s', async (_, call) => {
  await expect((async () => call())()).rejects.toThrow();
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).not.toHaveBeenCalled();
});
