import { CqlStub } from '../../src/stub/cql-stub';
import { rows } from '../../src/stub/rows-reply';
import { bytes, hex, image, int, long, longString, short, string, text } from '../wire-image';
import { opcodes, RawClient, segmentOf } from './raw-client';

const startup = [short(1), string('CQL_VERSION'), string('3.0.0')];

describe('the handshake of a stub', () => {
  it('answers OPTIONS and STARTUP bare, then speaks segments', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.connect(stub);

    const supported = await client.ask(opcodes.OPTIONS, [], { streamId: 7 });
    expect(supported).toMatchObject({ version: 0x85, streamId: 7, opcode: opcodes.SUPPORTED });
    expect(supported.body.toString()).toContain('5/v5');

    const ready = await client.ask(opcodes.STARTUP, startup);
    expect([ready.opcode, ready.body]).toEqual([opcodes.READY, Buffer.alloc(0)]);
    client.useSegments();
    expect(await client.ask(opcodes.OPTIONS, [])).toMatchObject({ opcode: opcodes.SUPPORTED });
    expect(client.segments).toHaveLength(1);
    expect(stub.requests.map(({ opcode, segment }) => [opcode, segment])).toEqual([
      ['OPTIONS', null],
      ['STARTUP', null],
      ['OPTIONS', 0],
    ]);
  });

  it('asks for a password, in segments from AUTH_RESPONSE on', async () => {
    await using stub = await CqlStub.start({ credentials: { username: 'ada', password: 'secret' } });
    await using client = await RawClient.connect(stub);

    const authenticate = await client.ask(opcodes.STARTUP, startup);
    const authenticator = string('org.apache.cassandra.auth.PasswordAuthenticator');
    expect([authenticate.opcode, authenticate.body]).toEqual([opcodes.AUTHENTICATE, authenticator]);
    client.useSegments();
    const refused = await client.ask(opcodes.AUTH_RESPONSE, [bytes(text('\0ada\0wrong'))]);
    expect(refused).toMatchObject({ opcode: opcodes.ERROR });
    expect(refused.body.readInt32BE()).toBe(0x0100);
    const accepted = await client.ask(opcodes.AUTH_RESPONSE, [bytes(text('\0ada\0secret'))]);
    expect([accepted.opcode, accepted.body]).toEqual([opcodes.AUTH_SUCCESS, int(-1)]);
  });

  it('answers a version it lacks in its own highest, bare, and closes', async () => {
    await using stub = await CqlStub.start({ protocolVersions: [3, 4] });
    await using client = await RawClient.connect(stub);

    const answer = await client.ask(opcodes.OPTIONS, []);
    expect(answer).toMatchObject({ version: 0x84, streamId: 0, opcode: opcodes.ERROR });
    expect(answer.body).toEqual(
      image(int(0x000a), string('Invalid or unsupported protocol version (5); supported versions are (3/v3, 4/v4)')),
    );
    expect(await client.closed).toBe('end');
  });

  it('stays bare for a v4 client', async () => {
    await using stub = await CqlStub.start();
    stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    await using client = await RawClient.ready(stub, 4);
    expect(await client.askQuery('SELECT a', { version: 4 })).toMatchObject({ version: 0x84, opcode: opcodes.RESULT });
    expect(stub.requests.at(-1)).toMatchObject({ query: 'SELECT a', version: 4, segment: null });
  });

  it('refuses a compression it did not offer', async () => {
    await using stub = await CqlStub.start({ compression: false });
    await using client = await RawClient.connect(stub);
    const answer = await client.ask(opcodes.STARTUP, [short(1), string('COMPRESSION'), string('lz4')]);
    expect(answer).toMatchObject({ opcode: opcodes.ERROR });
    expect(answer.body.toString()).toContain('Unknown compression algorithm: lz4');
  });
});

describe('a stub that is sent what no client sends', () => {
  const good = segmentOf(hex('05 00 0001 05 00000000'));
  const flipped = (position: number): Buffer => {
    const copy = Buffer.from(good);
    copy[position]! ^= 1;
    return copy;
  };

  it.each([
    ['a wrong header checksum', flipped(3), 'wrong CRC24'],
    ['a wrong payload checksum', flipped(good.length - 1), 'wrong CRC32'],
    ['a bare envelope after the handshake', hex('05 00 0001 05 00000000'), 'wrong CRC24'],
    ['an opcode of a server', segmentOf(hex('05 00 0001 08 00000000')), 'does not send the opcode'],
    ['another version than it began with', segmentOf(hex('04 00 0001 05 00000000')), 'speaks v5, not v4'],
  ])('notes %s, answers with an error and closes', async (_, sent, message) => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    client.socket.write(sent);
    expect(await client.next()).toMatchObject({ opcode: opcodes.ERROR });
    expect(await client.closed).toBe('end');
    expect(stub.violations).toHaveLength(1);
    expect(stub.violations[0]!.error.message).toContain(message);
  });
});

describe('what a stub records', () => {
  it('is the request with its parameters', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    const body = [longString('SELECT a'), short(0x0006), int(0x0021), short(1), bytes(int(9)), long(5n)];
    client.send(opcodes.QUERY, body, { streamId: 300 });
    const [request] = await stub.received(1);
    expect(request).toMatchObject({
      index: 1,
      node: 0,
      connection: 0,
      streamId: 300,
      opcode: 'QUERY',
      query: 'SELECT a',
      consistency: 'LOCAL_QUORUM',
      values: [int(9)],
      timestamp: 5n,
    });
    expect(request!.raw.subarray(9)).toEqual(image(...body));
  });

  it('is bounded', async () => {
    await using stub = await CqlStub.start({ maxRecordedRequests: 10 });
    await using client = await RawClient.ready(stub);
    for (let count = 0; count < 50; count++) {
      await client.ask(opcodes.OPTIONS, []);
    }
    expect(stub.requestCount).toBe(51);
    expect(stub.requests.length).toBeLessThanOrEqual(10);
    expect(stub.requests.at(-1)!.index).toBe(50);
  });

  it('can be waited for, also when it came before', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    const waiting = stub.received(/b/, 2);
    client.query('SELECT a');
    client.query('SELECT b', { streamId: 2 });
    client.query('SELECT bb', { streamId: 3 });
    expect((await waiting).map(({ query }) => query)).toEqual(['SELECT b', 'SELECT bb']);
    expect(await stub.received(({ streamId }) => streamId === 1)).toHaveLength(1);
  });

  it('is told to a test that waits in vain', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    await client.askQuery('SELECT a');
    await expect(stub.received('SELECT b', 1, { timeoutMs: 1 })).rejects.toThrow(/for 1 request[^]*QUERY SELECT a/);
    await expect(stub.received('SELECT b', 1, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    const [waited] = await Promise.allSettled([stub.received('SELECT b'), stub.close()]);
    expect(waited).toMatchObject({ status: 'rejected' });
    expect(String((waited as PromiseRejectedResult).reason)).toContain('was closed while a test waited');
  });
});
