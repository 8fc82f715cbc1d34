import {
  byte,
  bytes,
  hex,
  image,
  int,
  long,
  longString,
  nullBytes,
  type Part,
  short,
  shortBytes,
  string,
  text,
  unset,
} from '../../../test/wire-image';
import { decodeRequestBody } from './decode-request';
import { WireViolation } from './wire-violation';

const id = hex('0102');
const decode = (opcode: number, parts: readonly Part[], { version = 5, flags = 0 } = {}) =>
  decodeRequestBody({ version, flags, streamId: 1, opcode, body: image(...parts) }, (asked) =>
    asked.equals(id) ? 'INSERT' : undefined,
  );

describe('a v5 QUERY', () => {
  it('has every parameter at its place', () => {
    const body = [
      longString('SELECT 1'),
      short(0x0006), // LOCAL_QUORUM
      int(0x0001 | 0x0002 | 0x0004 | 0x0008 | 0x0010 | 0x0020 | 0x0080 | 0x0100),
      short(3),
      bytes(text('a')),
      nullBytes,
      unset,
      int(500),
      bytes(text('state')),
      short(0x0009), // LOCAL_SERIAL
      long(1_700_000_000_000_000n),
      string('app'),
      int(42),
    ];
    expect(decode(0x07, body)).toEqual({
      query: 'SELECT 1',
      consistency: 'LOCAL_QUORUM',
      queryFlags: 0x01bf,
      skipMetadata: true,
      values: [text('a'), null, undefined],
      pageSize: 500,
      pagingState: text('state'),
      serialConsistency: 'LOCAL_SERIAL',
      timestamp: 1_700_000_000_000_000n,
      keyspace: 'app',
      nowInSeconds: 42,
    });
  });

  it('has names before its values where the flag says so', () => {
    const body = [longString('q'), short(1), int(0x0041), short(1), string('id'), bytes(text('a'))];
    expect(decode(0x07, body)).toMatchObject({ values: [text('a')], names: ['id'] });
  });
});

describe('a v4 QUERY', () => {
  it('has flags of one byte', () => {
    const body = [longString('q'), short(1), byte(0x04), int(10)];
    expect(decode(0x07, body, { version: 4 })).toMatchObject({ consistency: 'ONE', pageSize: 10 });
  });
});

describe('EXECUTE', () => {
  it('has the id of the result metadata in v5', () => {
    const body = [shortBytes(id), shortBytes(hex('ff')), short(1), int(0x0002)];
    expect(decode(0x0a, body)).toMatchObject({ query: 'INSERT', preparedId: id, resultMetadataId: hex('ff') });
  });

  it('has none in v4', () => {
    const body = [shortBytes(id), short(1), byte(0)];
    expect(decode(0x0a, body, { version: 4 })).toEqual({
      query: 'INSERT',
      preparedId: id,
      consistency: 'ONE',
      queryFlags: 0,
      skipMetadata: false,
    });
  });
});

describe('PREPARE', () => {
  it('has a keyspace behind its flag in v5', () => {
    expect(decode(0x09, [longString('q'), int(1), string('app')])).toEqual({ query: 'q', keyspace: 'app' });
  });

  it('is the text alone in v4', () => {
    expect(decode(0x09, [longString('q')], { version: 4 })).toEqual({ query: 'q' });
  });
});

describe('BATCH', () => {
  it('has texts and prepared statements, then the parameters', () => {
    const body = [
      byte(1),
      short(2),
      byte(0),
      longString('DELETE'),
      short(0),
      byte(1),
      shortBytes(id),
      short(1),
      bytes(text('a')),
      short(4),
      int(0x0020),
      long(7n),
    ];
    expect(decode(0x0d, body)).toEqual({
      query: 'DELETE; INSERT',
      batchType: 'unlogged',
      statements: [
        { query: 'DELETE', values: [] },
        { query: 'INSERT', preparedId: id, values: [text('a')] },
      ],
      consistency: 'QUORUM',
      queryFlags: 0x0020,
      timestamp: 7n,
    });
  });
});

describe('other requests', () => {
  it.each([
    ['STARTUP', 0x01, [short(1), string('CQL_VERSION'), string('3.0.0')], { options: { CQL_VERSION: '3.0.0' } }],
    ['OPTIONS', 0x05, [], {}],
    ['REGISTER', 0x0b, [short(1), string('STATUS_CHANGE')], { eventTypes: ['STATUS_CHANGE'] }],
    ['AUTH_RESPONSE', 0x0f, [bytes(text('\0u\0p'))], { token: text('\0u\0p') }],
  ])('%s', (_, opcode, body, expected) => {
    expect(decode(opcode, body)).toEqual(expected);
  });

  it('begin with their custom payload', () => {
    const body = [short(1), string('k'), bytes(text('v')), longString('q'), int(0)];
    expect(decode(0x09, body, { flags: 0x04 })).toEqual({ customPayload: { k: text('v') }, query: 'q' });
  });

  it.each([
    ['an opcode that only servers send', 0x08, []],
    ['bytes left over', 0x05, [byte(0)]],
    ['a body that ends too early', 0x07, [longString('q'), short(1)]],
    ['a length below "not set"', 0x07, [longString('q'), short(1), int(1), short(1), int(-3)]],
    ['a batch statement of an unknown kind', 0x0d, [byte(0), short(1), byte(2)]],
  ])('are refused with %s', (_, opcode, body) => {
    expect(() => decode(opcode, body)).toThrow(WireViolation);
  });
});
