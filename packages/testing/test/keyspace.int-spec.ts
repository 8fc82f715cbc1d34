import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Client } from 'cassandra-driver';
import { ExternalCassandra, startCassandra } from '../src/index';
import { useKeyspace } from '../src/jest';

const before = useKeyspace({ prefix: 'before' });
const namesOf = async () =>
  (await before.fixture.runCql('SELECT keyspace_name FROM system_schema.keyspaces')).map((row) =>
    row.get('keyspace_name'),
  );

describe('useKeyspace', () => {
  const keyspace = useKeyspace({
    prefix: 'orders',
    scripts: ["CREATE TABLE items (id int PRIMARY KEY, name text); INSERT INTO items (id, name) VALUES (1, 'one')"],
  });
  const atReadingTime = (() => {
    try {
      return keyspace.name;
    } catch (error) {
      return error;
    }
  })();

  it('makes a keyspace whose name begins with the prefix', async () => {
    expect(keyspace.name).toMatch(/^orders_[0-9a-f]{12}$/);
    expect(await namesOf()).toContain(keyspace.name);
  });

  it('has run the scripts in it', async () => {
    expect(await keyspace.runCql('SELECT name FROM items')).toMatchObject([{ name: 'one' }]);
  });

  it('gives options for a client', async () => {
    const { contactPoints, port, localDatacenter } = keyspace.clusterOptions();
    const client = new Client({
      contactPoints,
      protocolOptions: { port },
      localDataCenter: localDatacenter,
      keyspace: keyspace.name,
    });
    expect((await client.execute('SELECT name FROM items')).rows).toHaveLength(1);
    await client.shutdown();
  });

  it('has no name yet while the file is being read', () => {
    expect(atReadingTime).toMatchObject({
      code: 'STOPPED',
      message: 'The keyspace only exists in hooks and tests: use it there',
    });
  });
});

describe('useKeyspace, afterwards', () => {
  it('has dropped what it made', async () => {
    expect((await namesOf()).filter((name) => name.startsWith('orders_'))).toEqual([]);
    expect(await namesOf()).toContain(before.name);
  });
});

describe('an external Cassandra', () => {
  it('is what auto takes when the environment names one', async () => {
    await using fixture = await startCassandra({ progress: false });
    expect(fixture).toMatchObject({ provider: 'external', reason: 'CASSANDRA_CONTACT_POINTS is set' });
    expect(fixture.environment()).toMatchObject({ CASSANDRA_PORT: process.env.CASSANDRA_PORT });
  });

  it('tells its datacenter when nobody else does', async () => {
    const { contactPoints, port } = before.clusterOptions();
    await using fixture = await ExternalCassandra.connect({
      contactPoints: contactPoints.map((host) => `${host}:${port}`),
      port: 1,
    });
    expect(fixture.localDatacenter).toBe('datacenter1');
  });

  it('loses the keyspaces that were made through the fixture, and no others', async () => {
    const fixture = await ExternalCassandra.connect();
    const [kept, dropped] = [await before.fixture.createKeyspace('kept'), await fixture.createKeyspace('dropped')];
    await fixture.stop();
    expect(await namesOf()).toContain(kept);
    expect(await namesOf()).not.toContain(dropped);
    await before.fixture.dropKeyspace(kept);
  });

  it('is not ours to stop, to add to, or to set up', async () => {
    await using fixture = await ExternalCassandra.connect();
    expect(() => fixture.node()).toThrow(/cannot be stopped or added from here/);
    await expect(fixture.addNode()).rejects.toThrow(/cannot be stopped or added from here/);
    await expect(startCassandra({ provider: 'external', nodes: 3, progress: false })).rejects.toThrow(
      'nodes cannot be chosen for an external Cassandra',
    );
  });

  it('is unreachable when nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await expect(ExternalCassandra.connect({ contactPoints: ['127.0.0.1'], port })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/127\.0\.0\.1:\d+: connect ECONNREFUSED/),
    });
  });

  it('is unreachable when something else listens', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(ExternalCassandra.connect({ contactPoints: ['127.0.0.1'], port })).rejects.toThrow(
      'what listens there does not speak CQL',
    );
    server.close();
  });
});
