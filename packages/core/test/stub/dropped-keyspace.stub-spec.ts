// A session whose keyspace is gone, or does not exist yet: a server refuses every request that names such a keyspace.
import { CqlStub, serverError, voidResult } from '@async-cassandra/testing';
import { AsyncCluster, InvalidRequestError, SimpleStatement } from '../../src/index';

async function startStub(): Promise<CqlStub> {
  const stub = await CqlStub.start();
  stub
    .when(/SHOP|ada|kept|items|other/i)
    .reply(({ keyspace }) =>
      keyspace === 'shop' ? serverError.invalid("Keyspace 'shop' does not exist") : voidResult(),
    );
  return stub;
}

describe('a session whose keyspace does not exist', () => {
  test.each([
    "CREATE KEYSPACE shop WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
    "CREATE KEYSPACE IF NOT EXISTS shop WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
    '/* anew */ create\n  keyspace shop WITH durable_writes = true -- now',
    'ALTER KEYSPACE shop WITH durable_writes = true',
    'DROP KEYSPACE IF EXISTS other',
    "CREATE ROLE ada WITH PASSWORD = 'x'",
    'ALTER ROLE ada WITH LOGIN = true',
    'DROP ROLE ada',
    "CREATE USER ada WITH PASSWORD 'x'",
    "ALTER USER ada WITH PASSWORD 'x'",
    'DROP USER ada',
  ])('can run %s', async (query) => {
    await using stub = await startStub();
    await using cluster = new AsyncCluster(stub.clusterOptions());
    const session = await cluster.connect('shop');
    for (const statement of [query, new SimpleStatement(query)]) await session.execute(statement);
    const sent = stub.executions.filter((request) => request.query === query);
    expect(sent.map(({ keyspace }) => keyspace)).toEqual([undefined, undefined]);
  });

  test('names the keyspace that a call gives, and its own with every other statement', async () => {
    await using stub = await startStub();
    await using cluster = new AsyncCluster(stub.clusterOptions());
    const session = await cluster.connect('shop');
    await session.execute('DROP KEYSPACE kept', [], { keyspace: 'kept' });
    await expect(session.execute('CREATE TABLE items (id int PRIMARY KEY)')).rejects.toThrow(InvalidRequestError);
    await expect(session.execute('SELECT * FROM items')).rejects.toThrow(InvalidRequestError);
    const sent = stub.executions.filter(({ query }) => /kept|items/.test(query!));
    expect(sent.map(({ keyspace }) => keyspace)).toEqual(['kept', 'shop', 'shop']);
  });
});
