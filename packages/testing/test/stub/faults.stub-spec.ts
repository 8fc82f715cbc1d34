import { CqlStub } from '../../src/stub/cql-stub';
import { rows } from '../../src/stub/rows-reply';
import { opcodes, RawClient } from './raw-client';

const answer = rows({ a: 'text' }, [['x'.repeat(100)]]);

/** A stub with one client, its handshake done. */
async function connected() {
  const stub = await CqlStub.start();
  const client = await RawClient.ready(stub);
  const end = async (): Promise<void> => {
    await client[Symbol.asyncDispose]();
    await stub.close();
  };
  return { stub, client, [Symbol.asyncDispose]: end };
}

describe('an answer that is held', () => {
  it('waits for its release, and others overtake it', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    const held = stub.when('SELECT a').hold().reply(answer);
    stub.when('SELECT b').reply(answer);
    client.query('SELECT a', { streamId: 1 });
    client.query('SELECT a', { streamId: 2 });
    client.query('SELECT b', { streamId: 3 });
    expect((await client.next()).streamId).toBe(3);
    await held.received(2);
    expect(held.heldCount).toBe(2);
    held.release(1);
    expect((await client.next()).streamId).toBe(1);
    expect(held.heldCount).toBe(1);
    held.release();
    expect((await client.next()).streamId).toBe(2);
    expect((await client.askQuery('SELECT a', { streamId: 4 })).streamId).toBe(4);
  });

  it('is forgotten when its connection is gone', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    const held = stub.when('SELECT a').hold().reply(answer);
    client.query('SELECT a');
    await held.received();
    client.socket.destroy();
    await stub.connectionsAre(0);
    expect(() => held.release()).not.toThrow();
  });

  it('leaves with the others of its turn in one segment', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    const held = stub.when('SELECT a').hold().reply(answer);
    client.query('SELECT a', { streamId: 1 });
    client.query('SELECT a', { streamId: 2 });
    await held.received(2);
    held.release();
    expect([(await client.next()).streamId, (await client.next()).streamId]).toEqual([1, 2]);
    expect(client.segments).toHaveLength(1);
  });
});

describe('an answer that is dropped', () => {
  it('never comes, the connection goes on', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.when('SELECT a').drop();
    client.query('SELECT a', { streamId: 1 });
    expect((await client.ask(opcodes.OPTIONS, [], { streamId: 2 })).streamId).toBe(2);
  });
});

describe('an answer that is delayed', () => {
  it('comes', async () => {
    await using pair = await connected();
    pair.stub.when('SELECT a').delay(1).reply(answer);
    expect((await pair.client.askQuery('SELECT a')).opcode).toBe(opcodes.RESULT);
  });
});

describe('an answer that is split', () => {
  it.each([
    ['into pieces of 10 bytes', 10, (offset: number) => offset % 10 === 0],
    ['at offsets', [3, 6, 15], (offset: number) => [3, 6, 15].includes(offset)],
  ])('%s comes whole', async (_, at, isCut) => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.when('SELECT a').split(at).reply(answer);
    const before = client.chunks.length;
    expect((await client.askQuery('SELECT a')).opcode).toBe(opcodes.RESULT);
    // The system may join two pieces, but never cuts elsewhere.
    let position = 0;
    const cuts = client.chunks.slice(before, -1).map((chunk) => (position += chunk.length));
    expect(cuts.length).toBeGreaterThan(0);
    expect(cuts.filter((cut) => !isCut(cut))).toEqual([]);
  });

  it('is not mixed with the answers behind it', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.when('SELECT a').split(1).reply(answer);
    stub.when('SELECT b').reply(answer);
    client.query('SELECT a', { streamId: 1 });
    client.query('SELECT b', { streamId: 2 });
    client.query('SELECT a', { streamId: 3 });
    client.query('SELECT b', { streamId: 4 });
    const order: number[] = [];
    for (let count = 0; count < 4; count++) {
      order.push((await client.next()).streamId);
    }
    expect(order).toEqual([1, 2, 3, 4]);
  });
});

describe('an answer in several segments', () => {
  it('has none that is self-contained', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.when('SELECT a').inSegmentsOf(50).reply(answer);
    expect((await client.askQuery('SELECT a')).opcode).toBe(opcodes.RESULT);
    expect(client.segments.map(({ isSelfContained }) => isSelfContained)).toEqual([false, false, false]);
    expect(client.segments.map(({ payload }) => payload.length).slice(0, 2)).toEqual([50, 50]);
  });

  it('is cut at the limit by itself', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.when('SELECT a').reply(rows({ a: 'blob' }, [[Buffer.alloc(300_000)]]));
    expect((await client.askQuery('SELECT a')).body.length).toBeGreaterThan(300_000);
    expect(client.segments.map(({ payload }) => payload.length).slice(0, 2)).toEqual([131_071, 131_071]);
  });
});

describe('an answer that is corrupt', () => {
  it.each([
    ['header', 'Wrong CRC24'],
    ['headerChecksum', 'Wrong CRC24'],
    ['payload', 'Wrong CRC32'],
    ['payloadChecksum', 'Wrong CRC32'],
  ] as const)('in its %s does not pass the check', async (part, message) => {
    await using pair = await connected();
    pair.stub.when('SELECT a').corrupt(part, 3).reply(answer);
    await expect(pair.client.askQuery('SELECT a')).rejects.toThrow(message);
  });

  it.each([
    [{ streamId: 99 }, { streamId: 99 }],
    [{ opcode: 0x7f }, { opcode: 0x7f }],
    [{ version: 0x86 }, { version: 0x86 }],
    [{ flags: 0x40 }, { flags: 0x40 }],
  ])('has the header %p', async (change, expected) => {
    await using pair = await connected();
    pair.stub.when('SELECT a').alter(change).reply(answer);
    expect(await pair.client.askQuery('SELECT a')).toMatchObject(expected);
  });

  it('announces a length that it has not', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.when('SELECT a').alter({ bodyLength: 0x7fffffff }).reply(answer);
    client.query('SELECT a');
    stub.when('SELECT b').thenClose().reply(answer);
    client.query('SELECT b');
    await client.closed;
    expect(client.segments[0]!.payload.readInt32BE(5)).toBe(0x7fffffff);
  });

  it('is what the script makes of its bytes', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    const before = client.received.length;
    stub
      .when('SELECT a')
      .mutate((bytes) => Buffer.concat([bytes, Buffer.from('rest')]))
      .reply(answer);
    expect((await client.askQuery('SELECT a')).opcode).toBe(opcodes.RESULT);
    stub
      .when('SELECT b')
      .mutate(() => Buffer.from('nothing like it'))
      .reply(answer);
    await expect(client.askQuery('SELECT b')).rejects.toThrow('Wrong CRC24');
    expect(client.received.subarray(before).toString('latin1')).toContain('restnothing like it');
  });

  it('comes twice', async () => {
    await using pair = await connected();
    pair.stub.when('SELECT a').repeat(2).reply(answer);
    const [first, second] = [await pair.client.askQuery('SELECT a'), await pair.client.next()];
    expect(second).toEqual(first);
  });
});

describe('a connection', () => {
  it.each([
    ['closed', 'close', 'end'],
    ['reset', 'reset', 'reset'],
  ] as const)('is %s instead of an answer', async (_, how, seen) => {
    await using pair = await connected();
    pair.stub.when('SELECT a').close(how).reply(answer);
    pair.client.query('SELECT a');
    expect(await pair.client.closed).toBe(seen);
    expect(pair.client.segments).toHaveLength(0);
  });

  it.each([
    ['closed', 'close', 'end'],
    ['reset', 'reset', 'reset'],
  ] as const)('is %s after an answer', async (_, how, seen) => {
    await using pair = await connected();
    pair.stub.when('SELECT a').thenClose(how).reply(answer);
    expect((await pair.client.askQuery('SELECT a')).opcode).toBe(opcodes.RESULT);
    expect(await pair.client.closed).toBe(seen);
  });

  it.each([
    ['closed', 'close', 'end'],
    ['reset', 'reset', 'reset'],
  ] as const)('is %s in the middle of an answer', async (_, how, seen) => {
    await using pair = await connected();
    const { stub, client } = pair;
    const before = client.received.length;
    stub.when('SELECT a').closeAfter(20, how).reply(answer);
    client.query('SELECT a');
    expect(await client.closed).toBe(seen);
    expect(client.received.length - before).toBe(20);
  });

  it('is read no more, until it is', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    const stalled = stub.when('SELECT a').once().stopReading();
    stub.when('SELECT b').reply(answer);
    client.query('SELECT a');
    await stalled.received();
    client.query('SELECT b', { streamId: 2 });
    expect(stub.executions).toHaveLength(1);
    stub.connections[0]!.resumeReading();
    expect((await client.next()).streamId).toBe(2);
  });

  it('is closed and reset by hand', async () => {
    await using pair = await connected();
    await using second = await RawClient.ready(pair.stub);
    const [first, last] = pair.stub.connections;
    first!.close();
    last!.reset();
    expect(await pair.client.closed).toBe('end');
    expect(await second.closed).toBe('reset');
    await pair.stub.connectionsAre(0);
  });

  it('gets bytes and messages that nobody asked for', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.connections[0]!.send(answer, 12);
    expect((await client.next()).streamId).toBe(12);
    stub.connections[0]!.sendRaw(Buffer.from('garbage!'));
    await expect(client.next()).rejects.toThrow('Wrong CRC24');
  });
});

describe('a node', () => {
  it('refuses connections and takes them again on its port', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    const { port } = stub;
    await stub.node(0).refuseConnections();
    await expect(RawClient.connect({ port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await client.ask(opcodes.OPTIONS, [])).opcode).toBe(opcodes.SUPPORTED);
    await stub.node(0).start();
    await using again = await RawClient.ready({ port });
    expect((await again.ask(opcodes.OPTIONS, [])).opcode).toBe(opcodes.SUPPORTED);
  });

  it('stops with all its connections and starts again', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    const { port } = stub;
    await stub.node(0).stop();
    expect(await client.closed).toBe('reset');
    await stub.connectionsAre(0);
    await stub.node(0).start();
    await using again = await RawClient.ready({ port });
    expect(stub.port).toBe(port);
    expect((await again.ask(opcodes.OPTIONS, [])).opcode).toBe(opcodes.SUPPORTED);
  });

  it('stops although a connection waits for its client to read', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    client.socket.pause();
    stub.when('SELECT a').reply(rows({ a: 'blob' }, [[Buffer.alloc(16 * 1024 * 1024)]]));
    client.query('SELECT a');
    const [connection] = await stub.connectionsAre(1);
    await stub.received('SELECT a');
    connection!.close();
    await stub.close();
    expect(stub.connections).toEqual([]);
  });

  it('stops although a connection is just about to end', async () => {
    await using pair = await connected();
    const { stub, client } = pair;
    stub.connections[0]!.close();
    await stub.close();
    expect(stub.connections).toEqual([]);
    await client.closed;
  });

  it('hangs, also for new connections, until it reads again', async () => {
    await using stub = await CqlStub.start();
    stub.node(0).pauseReading();
    await using client = await RawClient.connect(stub);
    client.send(opcodes.OPTIONS, []);
    await stub.connectionsAre(1);
    expect(stub.requestCount).toBe(0);
    stub.node(0).resumeReading();
    expect((await client.next()).opcode).toBe(opcodes.SUPPORTED);
  });

  it('ends with the stub, and nothing of it is left', async () => {
    const stub = await CqlStub.start({ nodes: 3 });
    const { port } = stub;
    await using client = await RawClient.ready(stub);
    await stub.close();
    expect(stub.connections).toEqual([]);
    await stub.close();
    expect(await client.closed).toBe('reset');
    await expect(RawClient.connect({ port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a handshake with faults', () => {
  it('is split byte by byte', async () => {
    await using stub = await CqlStub.start();
    stub
      .when({ opcode: ['STARTUP', 'OPTIONS'] })
      .split(1)
      .reply(rows({ a: 'int' }));
    await using client = await RawClient.connect(stub);
    expect((await client.ask(opcodes.OPTIONS, [])).opcode).toBe(opcodes.RESULT);
    expect(client.chunks.length).toBeGreaterThan(1);
  });
});
