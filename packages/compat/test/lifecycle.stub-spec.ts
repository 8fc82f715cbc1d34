import type { Readable } from 'node:stream';
import { CqlStub, rawReply, rows } from '@async-cassandra/testing';
import { promisify } from 'node:util';
import { errors, tracker, type types } from '../src/index';
import { failureOf, StubClients } from './stub-clients.spec-support';

const query = 'SELECT name FROM users';
const byId = 'SELECT name FROM users WHERE id = ?';
const afterShutdown = 'Connecting after shutdown is not supported';
const ready = rawReply(0x02);
const clients = new StubClients();
let stub: CqlStub;

beforeEach(async () => {
  stub = await CqlStub.start();
  stub.when(query).reply(rows({ name: 'text' }, [['Ada']]));
});

afterEach(async () => {
  await clients.shutdown();
  await stub.close();
});

describe('shutdown while the first call connects', () => {
  test('lets the calls that were made have their answers, then closes', async () => {
    const handshake = stub.when({ opcode: 'STARTUP' }).once().hold().reply(ready);
    const client = clients.open(stub);
    stub
      .when(byId)
      .variables({ id: 'int' })
      .reply(rows({ name: 'text' }, [['Bob']]));
    const connected = client.connect();
    const prepared = client.execute(byId, [1]);
    const executed = [client.execute(query), client.execute(query, [], { prepare: true }), client.batch([query])];
    const streamed = (client.stream(query) as Readable).toArray() as Promise<types.Row[]>;
    await handshake.received();
    const closed = [client.shutdown(), client.shutdown()];
    const late = client.execute(query);
    handshake.release();
    await connected;
    expect((await Promise.all(executed)).slice(0, 2).map((result) => result.first()['name'] as string)).toEqual([
      'Ada',
      'Ada',
    ]);
    // It is sent twice: to be prepared, and to be executed.
    expect((await prepared).first()['name']).toBe('Bob');
    expect(await streamed).toHaveLength(1);
    expect((await late).rowLength).toBe(1);
    await Promise.all(closed);
    await stub.connectionsAre(0);
    expect(client.getState().getConnectedHosts()).toEqual([]);
    await expect(client.execute(query)).rejects.toThrow(afterShutdown);
  });

  test('leaves a client that cannot connect as it was', async () => {
    const handshake = stub.when({ opcode: 'STARTUP' }).once().hold().reply(ready);
    const client = clients.open(stub);
    const failure = failureOf(client.execute(query));
    await handshake.received();
    const closed = client.shutdown();
    await stub.node(0).stop();
    await closed;
    expect(await failure).toBeInstanceOf(errors.NoHostAvailableError);
    await stub.node(0).start();
    expect((await client.execute(query)).rowLength).toBe(1);
  });
});

describe('the client', () => {
  test('connects once for all that ask meanwhile, with promises and callbacks', async () => {
    const client = clients.open(stub);
    const byCallback = promisify((done: (error: Error) => void) => client.connect(done));
    await Promise.all([client.connect(), byCallback(), client.execute(query), client.connect()]);
    await byCallback();
    await client.connect();
    const [host] = client.hosts.values();
    expect(client.getState().getOpenConnections(host!)).toBe(1);
  });

  test('is shut down once for all that ask, with promises and callbacks', async () => {
    const client = clients.open(stub);
    await client.connect();
    const byCallback = promisify((done: (error: Error) => void) => client.shutdown(done));
    await Promise.all([client.shutdown(), byCallback(), client.shutdown()]);
    await client.shutdown();
    await stub.connectionsAre(0);
  });

  test('does nothing after shutdown, with promises and callbacks', async () => {
    const client = clients.open(stub);
    await client.connect();
    await client.shutdown();
    const executed = promisify((done: (error: Error) => void) => client.execute(query, done));
    const calls = [client.connect(), client.execute(query), client.batch([query]), executed()];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure).toBeInstanceOf(errors.NoHostAvailableError);
      expect((failure as Error).message).toContain(afterShutdown);
    }
    expect(client.getState().getConnectedHosts()).toEqual([]);
  });

  test('can be shut down before it was connected, and connected then', async () => {
    const client = clients.open(stub);
    await client.shutdown();
    expect((await client.execute(query)).rowLength).toBe(1);
  });

  test('can be connected after that has failed, and shut down in between', async () => {
    const client = clients.open(stub);
    await stub.node(0).refuseConnections();
    expect(await failureOf(client.connect())).toBeInstanceOf(errors.NoHostAvailableError);
    expect(client.hosts.length).toBe(0);
    await client.shutdown();
    await stub.node(0).start();
    await client.connect();
    expect(client.hosts.length).toBe(1);
  });
});

test('what a listener or a request tracker throws ends no call', async () => {
  class Throwing extends (tracker as unknown as { RequestTracker: new () => tracker.RequestTracker }).RequestTracker {
    override onSuccess(): void {
      throw new Error('onSuccess');
    }
    override shutdown(): void {
      throw new Error('shutdown');
    }
  }
  const client = clients.open(stub, { requestTracker: new Throwing() });
  const warnings: unknown[] = [];
  client.on('log', (level: string, _name: string, _message: string, error: unknown) => {
    if (level === 'warning') warnings.push(error);
  });
  await client.execute(query);
  await client.shutdown();
  await stub.connectionsAre(0);
  expect(warnings).toEqual([new Error('onSuccess'), new Error('shutdown')]);
});
