import { createRequire } from 'node:module';
import type * as RustDriver from '@lambda-group/scylladb';
import { Client } from 'cassandra-driver';
import { ExternalCassandra, type CassandraFixture } from '../src/index';

/** The tests that every provider must pass: a group that begins with `start`. Returns the fixture for more tests of the group. */
export function behavesAsAFixture(start: () => Promise<CassandraFixture>): () => CassandraFixture {
  let fixture: CassandraFixture;

  beforeAll(async () => {
    fixture = await start();
  });
  afterAll(async () => {
    await fixture?.stop();
  });

  it('runs scripts in keyspaces of their own', async () => {
    const keyspace = await fixture.createKeyspace('same');
    const script =
      "CREATE TABLE t (id int PRIMARY KEY, text text); INSERT INTO t (id, text) VALUES (1, 'a; b'); SELECT text FROM t";
    expect(await fixture.runCql(script, { keyspace })).toMatchObject([{ text: 'a; b' }]);
    await fixture.dropKeyspace(keyspace);
    await expect(fixture.runCql('SELECT * FROM t', { keyspace })).rejects.toThrow(/does not exist/);
  });

  it('says which statement of a script was refused', async () => {
    const keyspace = await fixture.createKeyspace('refused');
    await expect(
      fixture.runCql('CREATE TABLE t (id int PRIMARY KEY);\nSELECT nothing FROM t', { keyspace }),
    ).rejects.toMatchObject({ code: 'BAD_SCRIPT', message: expect.stringContaining('(script, line 2)') });
    await fixture.dropKeyspace(keyspace);
  });

  it('serves the stock driver', async () => {
    const client = new Client(fixture.driverOptions());
    expect((await client.execute('SELECT release_version FROM system.local')).rows).toMatchObject([
      { release_version: '5.0.8' },
    ]);
    expect(client.hosts.values()[0]?.datacenter).toBe(fixture.localDatacenter);
    await client.shutdown();
  });

  it('can be found from its environment', async () => {
    const { CASSANDRA_CONTACT_POINTS, CASSANDRA_PORT } = fixture.environment();
    await using found = await ExternalCassandra.connect({
      contactPoints: CASSANDRA_CONTACT_POINTS?.split(','),
      port: Number(CASSANDRA_PORT),
      authProvider: fixture.clusterOptions().authProvider,
      ssl: fixture.clusterOptions().ssl,
    });
    expect(found.localDatacenter).toBe(fixture.localDatacenter);
  });
  return () => fixture;
}

const rustDriver = loadRustDriver();

function loadRustDriver(): typeof RustDriver | undefined {
  try {
    return createRequire(__filename)('@lambda-group/scylladb') as typeof RustDriver;
  } catch {
    return undefined;
  }
}

/** A client with an independent implementation of the protocol: the Rust driver of ScyllaDB. */
export function servesTheRustDriver(running: () => CassandraFixture): void {
  const whereItIs = rustDriver ? it : it.skip;
  const need = rustDriver ? '' : ' [needs @lambda-group/scylladb for this platform]';
  whereItIs(`serves the Rust driver${need}`, async () => {
    const { Cluster } = rustDriver as typeof RustDriver;
    const { contactPoints, port, authProvider } = running().clusterOptions();
    const keyspace = await running().createKeyspace('rust');
    await running().runCql('CREATE TABLE t (id int PRIMARY KEY, text text)', { keyspace });
    const cluster = new Cluster({ nodes: contactPoints.map((host) => `${host}:${port}`), auth: authProvider });
    const session = await cluster.connect(keyspace);
    await session.execute('INSERT INTO t (id, text) VALUES (?, ?)', [1, 'written in Rust']);
    expect(await session.execute('SELECT text FROM t')).toEqual([{ text: 'written in Rust' }]);
    expect(await running().runCql('SELECT text FROM t', { keyspace })).toMatchObject([{ text: 'written in Rust' }]);
    await running().dropKeyspace(keyspace);
  });
}
