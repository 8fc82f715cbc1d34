import { ChaosProxy, CqlStub, rows } from '@async-cassandra/testing';
import { Client, errors } from 'cassandra-driver';

// The nodes of a stub. With a real Cassandra: `await startCassandra({ nodes: 3 })`.
let nodes: CqlStub;
let proxy: ChaosProxy;
let client: Client;

beforeEach(async () => {
  nodes = await CqlStub.start({ nodes: 3 });
  nodes.when('SELECT name FROM users').reply(rows({ name: 'text' }, [['Ada']]));
  proxy = await ChaosProxy.start(nodes);
  client = new Client({ ...proxy.driverOptions(), socketOptions: { readTimeout: 300 } });
  await client.connect();
});

afterEach(async () => {
  await client.shutdown();
  await proxy.close();
  await nodes.close();
});

const readName = async () => {
  const result = await client.execute('SELECT name FROM users', [], { isIdempotent: true });
  return result.first()['name'] as string;
};

it('answers over a slow and uneven network', async () => {
  proxy.latency(20, { jitterMs: 10 }).throttle(64 * 1024);

  expect(await readName()).toBe('Ada');
});

it('avoids a node that is silently cut off', async () => {
  proxy.link(0).halfOpen();

  for (let count = 0; count < 3; count++) {
    expect(await readName()).toBe('Ada');
  }
});

it('fails while no node answers, and recovers afterwards', async () => {
  proxy.pause();
  await expect(readName()).rejects.toThrow(errors.NoHostAvailableError);

  proxy.resume();
  expect(await readName()).toBe('Ada');
});

it('tries another node when a connection is lost in the middle of an answer', async () => {
  proxy.link(0).dropAfter(10);

  for (let count = 0; count < 3; count++) {
    expect(await readName()).toBe('Ada');
  }
});

it('cannot connect while connections are refused', async () => {
  const { port } = proxy;
  proxy.refuseConnections();
  const late = new Client(proxy.driverOptions());
  await expect(late.connect()).rejects.toThrow(errors.NoHostAvailableError);
  await late.shutdown();

  await proxy.heal();
  expect(proxy.port).toBe(port);
});
