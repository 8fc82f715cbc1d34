import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { CqlStub, type CqlStubOptions, rows, serverError, voidResult } from '@async-cassandra/testing';
import { PlainTextAuthProvider } from '../../src/driver/auth';
import { AuthenticationError, ConnectionError } from '../../src/errors/async-cassandra-error';
import { ConnectionLostError } from '../../src/errors/connection-lost-error';
import { ProtocolError } from '../../src/errors/protocol-error';
import { InvalidRequestError } from '../../src/errors/server-errors';
import { Connection, type ConnectionOwner } from '../../src/connection/connection';
import type { ConnectionOptions } from '../../src/connection/connection-options';
import { Register } from '../../src/protocol/requests/register';
import { Query } from '../../src/protocol/requests/query';

const options: ConnectionOptions = {
  connectTimeoutMs: 60_000,
  idleHeartbeatIntervalMs: 0,
  maxRequestsPerConnection: 128,
  maxOrphanedRequests: 3,
  clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
  applicationName: 'spec',
};

class Owner implements ConnectionOwner {
  lost: Error[] = [];

  onLost(_connection: Connection, error: Error): void {
    this.lost.push(error);
  }

  onCapacity(): void {}
  onEvent(_event: unknown): void {}
}

/** A stub that answers every query that no other rule is for. */
async function startStub(stubOptions?: CqlStubOptions): Promise<CqlStub> {
  const stub = await CqlStub.start(stubOptions);
  stub.when(/./).reply(voidResult());
  return stub;
}

function open(stub: CqlStub, changes: Partial<ConnectionOptions> = {}, owner = new Owner()): Promise<Connection> {
  const { address, port } = stub.node(0);
  return Connection.open({ address, port }, { ...options, ...changes }, owner);
}

function query(text: string): Query {
  return new Query(text, { consistency: 1 });
}

describe('a connection', () => {
  test('says who it is in STARTUP and speaks v5 in segments afterwards', async () => {
    await using stub = await startStub();
    stub.when('SELECT 1').reply(rows({ a: 'int' }, [[1]]));
    const connection = await open(stub);
    const answer = await connection.request(query('SELECT 1'));
    connection.close();
    expect(answer.kind).toBe('rows');
    const [startup] = stub.requests.filter(({ opcode }) => opcode === 'STARTUP');
    expect(startup!.options).toMatchObject({
      CQL_VERSION: '3.0.0',
      DRIVER_NAME: '@async-cassandra/core',
      THROW_ON_OVERLOAD: '1',
      APPLICATION_NAME: 'spec',
      CLIENT_ID: options.clientId,
    });
    const [sent] = stub.executions;
    expect([sent!.version, sent!.segment]).toEqual([5, 0]);
    expect(stub.violations).toEqual([]);
  });

  test('sends what gathers in one turn of the event loop as one segment', async () => {
    await using stub = await startStub();
    const connection = await open(stub);
    await Promise.all(Array.from({ length: 100 }, (_, i) => connection.request(query(`SELECT ${i}`))));
    connection.close();
    expect(new Set(stub.executions.map(({ segment }) => segment))).toEqual(new Set([0]));
    expect(stub.executions).toHaveLength(100);
  });

  test('answers requests in whatever order the node does', async () => {
    await using stub = await startStub();
    const slow = stub
      .when('slow')
      .hold()
      .reply(rows({ a: 'text' }, [['slow']]));
    stub.when('quick').reply(rows({ a: 'text' }, [['quick']]));
    const connection = await open(stub);
    const order: string[] = [];
    const slowAnswer = connection.request(query('slow')).then(() => order.push('slow'));
    await connection.request(query('quick')).then(() => order.push('quick'));
    slow.release();
    await slowAnswer;
    connection.close();
    expect(order).toEqual(['quick', 'slow']);
  });

  test('understands an answer that arrives byte by byte, or cut over many segments', async () => {
    await using stub = await startStub();
    stub
      .when('bytes')
      .split(1)
      .reply(rows({ a: 'text' }, [['x'.repeat(500)]]));
    stub
      .when('segments')
      .inSegmentsOf(7)
      .reply(rows({ a: 'text' }, [['y'.repeat(500)]]));
    const connection = await open(stub);
    for (const text of ['bytes', 'segments', 'bytes']) {
      await expect(connection.request(query(text))).resolves.toMatchObject({ kind: 'rows', rowCount: 1 });
    }
    connection.close();
  });

  test('rejects a request with the class of the error that the server answers', async () => {
    await using stub = await startStub();
    stub.when('bad').reply(serverError.invalid('unconfigured table'));
    const connection = await open(stub);
    await expect(connection.request(query('bad'))).rejects.toThrow(InvalidRequestError);
    await expect(connection.request(query('good'))).resolves.toMatchObject({ kind: 'void' });
    connection.close();
  });

  test.each(['header', 'headerChecksum', 'payload', 'payloadChecksum'] as const)(
    'closes when a bit of the %s is flipped, and only then; other connections go on',
    async (part) => {
      await using stub = await startStub();
      stub.when('corrupt').corrupt(part, 3).reply(voidResult());
      const owner = new Owner();
      const [connection, other] = await Promise.all([open(stub, {}, owner), open(stub)]);
      const failure: unknown = await connection.request(query('corrupt')).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConnectionLostError);
      expect((failure as ConnectionLostError).cause).toBeInstanceOf(ProtocolError);
      expect(owner.lost).toEqual([(failure as ConnectionLostError).cause]);
      expect(connection.isOpen).toBe(false);
      await expect(other.request(query('fine'))).resolves.toMatchObject({ kind: 'void' });
      other.close();
    },
  );

  test.each([
    ['an unknown opcode', { opcode: 0x7f }, /0x7f is not the opcode/],
    ['a length beyond its segment', { bodyLength: 1_000_000 }, /before the end of an envelope/],
    ['a negative length', { bodyLength: -5 }, /-5/],
    ['a stream that no request uses', { streamId: 77 }, /on stream 77, which no request uses/],
    ['another version', { version: 0x84 }, /0x84/],
  ])('does not survive %s', async (_, change, message) => {
    await using stub = await startStub();
    stub.when('odd').alter(change).reply(voidResult());
    const owner = new Owner();
    const connection = await open(stub, {}, owner);
    const failure: unknown = await connection.request(query('odd')).catch((error: unknown) => error);
    // An answer with an unknown opcode reaches its request; the others belong to none.
    const cause = failure instanceof ConnectionLostError ? failure.cause : failure;
    expect(cause).toBeInstanceOf(ProtocolError);
    expect((cause as Error).message).toMatch(message);
    expect(owner.lost).toHaveLength(1);
  });

  test('says of each request that was in flight whether it had been sent when the connection was lost', async () => {
    await using stub = await startStub();
    stub.when('waits').drop();
    const connection = await open(stub);
    const sent = connection.request(query('waits')).catch((error: unknown) => error);
    await stub.received('waits');
    const markNotSent = connection.request(query('too late')).catch((error: unknown) => error);
    connection.close(new Error('cut'));
    expect(await sent).toMatchObject({ written: true });
    expect(await markNotSent).toMatchObject({ written: false });
    expect(((await markNotSent) as Error).message).toMatch(/before the request was sent: cut/);
    expect(stub.executions.map((request) => request.query)).toEqual(['waits']);
  });

  test('keeps the stream id of an abandoned request until the node answers it', async () => {
    await using stub = await startStub();
    const held = stub.when('held').hold().reply(voidResult());
    const owner = new Owner();
    const connection = await open(stub, { maxRequestsPerConnection: 1 }, owner);
    const giveUp = new AbortController();
    const request = connection.request(query('held'), { signal: giveUp.signal });
    await held.received();
    giveUp.abort(new Error('no longer wanted'));
    await expect(request).rejects.toThrow('no longer wanted');
    expect({ inFlight: connection.inFlight, orphaned: connection.orphaned }).toEqual({ inFlight: 0, orphaned: 1 });
    expect(connection.hasCapacity).toBe(false);
    const room = new Promise<void>((resolve) => (owner.onCapacity = resolve));
    held.release();
    await room;
    expect({ hasCapacity: connection.hasCapacity, orphaned: connection.orphaned }).toEqual({
      hasCapacity: true,
      orphaned: 0,
    });
    connection.close();
  });

  test('asks to be replaced once it holds too many abandoned requests', async () => {
    await using stub = await startStub();
    stub.when(/held/).drop();
    const owner = new Owner();
    const connection = await open(stub, {}, owner);
    const giveUp = new AbortController();
    const requests = Array.from({ length: 4 }, (_, i) =>
      connection.request(query(`held ${i}`), { signal: giveUp.signal }).catch(() => {}),
    );
    giveUp.abort();
    await Promise.all(requests);
    expect(owner.lost).toEqual([expect.objectContaining({ message: expect.stringContaining('4 abandoned requests') })]);
    expect(connection.isClosed).toBe(true);
  });

  test('closes when a heartbeat is not answered', async () => {
    await using stub = await startStub();
    const owner = new Owner();
    const lost = new Promise<Error>((resolve) => {
      owner.onLost = (_connection, error) => resolve(error);
    });
    await open(stub, { idleHeartbeatIntervalMs: 50 }, owner);
    stub.node(0).pauseReading();
    expect((await lost).message).toMatch(/did not answer a heartbeat/);
  });

  test('does not take a stall of its own process for silence of the node', async () => {
    await using stub = await startStub();
    const owner = new Owner();
    const connection = await open(stub, { idleHeartbeatIntervalMs: 100 }, owner);
    const heartbeats = (): number => stub.requests.filter(({ opcode }) => opcode === 'OPTIONS').length;
    // The handshake asks for the options once.
    await stub.received({ opcode: 'OPTIONS' }, 2);
    advanceClock(300);
    await stub.received({ opcode: 'OPTIONS' }, heartbeats() + 1);
    expect(owner.lost).toEqual([]);
    connection.close();
  });

  test('hands events to its owner', async () => {
    await using stub = await startStub();
    const owner = new Owner();
    const connection = await open(stub, {}, owner);
    await connection.request(new Register(['STATUS_CHANGE']));
    const heard = new Promise((resolve) => (owner.onEvent = resolve));
    stub.sendStatusChange('UP', stub.node(0));
    expect(await heard).toMatchObject({ type: 'STATUS_CHANGE', change: 'UP' });
    connection.close();
  });
});

describe('opening a connection', () => {
  test('tells a server without v5 apart and names the version that it offers', async () => {
    await using stub = await startStub({ protocolVersions: [3, 4] });
    const failure = open(stub);
    await expect(failure).rejects.toThrow(/^Connected with protocol v4 but v5\+ is required\. /);
    await expect(failure).rejects.toMatchObject({ code: 'UNSUPPORTED_PROTOCOL_VERSION' });
  });

  test('logs in by name and password', async () => {
    await using stub = await startStub({ credentials: { username: 'ada', password: 'secret' } });
    const connection = await open(stub, { authProvider: new PlainTextAuthProvider('ada', 'secret') });
    await expect(connection.request(query('SELECT 1'))).resolves.toMatchObject({ kind: 'void' });
    connection.close();
  });

  test('fails with an AuthenticationError when the credentials are wrong or missing, without showing them', async () => {
    await using stub = await startStub({ credentials: { username: 'ada', password: 'secret' } });
    const wrong = open(stub, { authProvider: new PlainTextAuthProvider('ada', 'hunter2') });
    await expect(wrong).rejects.toThrow(AuthenticationError);
    await expect(wrong).rejects.toThrow(/refused the credentials/);
    await expect(wrong).rejects.not.toThrow(/hunter2/);
    await expect(open(stub)).rejects.toThrow(/requires authentication .*set authProvider/);
  });

  test('names the endpoint when nothing listens there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const failure = Connection.open({ address: '127.0.0.1', port }, options, new Owner());
    await expect(failure).rejects.toThrow(ConnectionError);
    await expect(failure).rejects.toThrow(new RegExp(`127\\.0\\.0\\.1:${port}.*ECONNREFUSED`));
  });

  test('gives up after connectTimeoutMs, and when its signal aborts, leaving no socket', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
    await expect(Connection.open(endpoint, { ...options, connectTimeoutMs: 30 }, new Owner())).rejects.toThrow(
      /within 30 ms/,
    );
    const giveUp = new AbortController();
    const opening = Connection.open(endpoint, options, new Owner(), giveUp.signal);
    await once(server, 'connection');
    giveUp.abort(new Error('never mind'));
    await expect(opening).rejects.toThrow('never mind');
    // The server closes only when the other side of every socket is closed.
    await once(server.close(), 'close');
  });
});
