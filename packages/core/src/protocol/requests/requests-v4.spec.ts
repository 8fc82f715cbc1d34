// Origin of every image here: the layout in the v4 spec, section 4.1, written out by hand. What the versions have in common is in
// `requests.spec.ts`.
import { ByteWriter } from '../byte-writer';
import { byte, bytes, hex, int, long, longString, short, shortBytes, string, wire } from '../wire-bytes.spec-support';
import { AuthResponse } from './auth-response';
import { Batch, batchType } from './batch';
import { Execute } from './execute';
import { Options } from './options';
import { Prepare } from './prepare';
import { Query } from './query';
import type { ParametersEncoder, QueryParameters } from './query-parameters';
import { Register } from './register';
import { encodeBodyOf, type Request } from './request';
import { Startup } from './startup';
import { WithCustomPayload } from './with-custom-payload';

function bodyOf(request: Request, room = 256): Buffer {
  const writer = new ByteWriter(Buffer.alloc(room));
  encodeBodyOf(request, 4, writer);
  return Buffer.from(writer.buffer.subarray(0, writer.position));
}

/** Takes values that are encoded already. */
function encoderOf(count: number): ParametersEncoder {
  return {
    count,
    encode: (writer, values) => values.forEach((value) => writer.bytes(value as Buffer | null)),
  };
}

const cl = short(0x0006);
const localQuorum = 0x0006;

const parameterCases: { what: string; parameters: Partial<QueryParameters>; image: Buffer }[] = [
  { what: 'nothing but a consistency: <flags> is a [byte]', parameters: {}, image: wire(cl, byte(0)) },
  {
    what: 'values, 0x01',
    parameters: { encoder: encoderOf(3), values: [hex('01 02'), null, hex('')] },
    image: wire(cl, byte(0x01), short(3), bytes(hex('01 02')), bytes(null), bytes(hex(''))),
  },
  {
    what: 'no values, of an encoder of none',
    parameters: { encoder: encoderOf(0), values: [] },
    image: wire(cl, byte(0)),
  },
  {
    what: 'no wish to skip the metadata: nothing would say which columns came',
    parameters: { skipMetadata: true },
    image: wire(cl, byte(0)),
  },
  { what: 'a page size, 0x04', parameters: { pageSize: 5000 }, image: wire(cl, byte(0x04), int(5000)) },
  {
    what: 'a paging state, 0x08',
    parameters: { pagingState: hex('0a 0b') },
    image: wire(cl, byte(0x08), bytes(hex('0a 0b'))),
  },
  { what: 'no paging state', parameters: { pagingState: null }, image: wire(cl, byte(0)) },
  {
    what: 'a serial consistency, 0x10',
    parameters: { serialConsistency: 0x0009 },
    image: wire(cl, byte(0x10), short(0x0009)),
  },
  {
    what: 'a timestamp, 0x20',
    parameters: { timestamp: 1_700_000_000_123_456 },
    image: wire(cl, byte(0x20), long(1_700_000_000_123_456n)),
  },
  {
    what: 'no keyspace: it is the connection that has one',
    parameters: { keyspace: 'Ks' },
    image: wire(cl, byte(0)),
  },
  {
    what: 'everything, in the order of the spec',
    parameters: {
      encoder: encoderOf(1),
      values: [hex('ff')],
      skipMetadata: true,
      pageSize: 1,
      pagingState: hex('aa'),
      serialConsistency: 8,
      timestamp: 2,
      keyspace: 'k',
    },
    image: wire(cl, byte(0x3d), short(1), bytes(hex('ff')), int(1), bytes(hex('aa')), short(8), long(2n)),
  },
];

describe('QUERY in v4', () => {
  it.each(parameterCases)('sends $what', ({ parameters, image }) => {
    const request = new Query('SELECT é', { consistency: localQuorum, ...parameters });
    expect(bodyOf(request)).toEqual(wire(longString('SELECT é'), image));
  });
});

describe('EXECUTE in v4', () => {
  const id = hex('00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff');

  it.each(parameterCases)('names its id and no metadata, and sends $what', ({ parameters, image }) => {
    const request = new Execute(id, hex(''), { consistency: localQuorum, ...parameters });
    const expected = wire(shortBytes(id), image);
    expect(bodyOf(request)).toEqual(expected);
    for (let room = 0; room < expected.length; room += 7) expect(bodyOf(request, room)).toEqual(expected);
  });
});

describe('PREPARE in v4', () => {
  it('is the text alone, whatever the keyspace', () => {
    expect(bodyOf(new Prepare('SELECT'))).toEqual(longString('SELECT'));
    expect(bodyOf(new Prepare('SELECT', 'ks'))).toEqual(longString('SELECT'));
  });
});

describe('BATCH in v4', () => {
  const entries = [
    { statement: 'INSERT' },
    { statement: hex('01 02'), encoder: encoderOf(2), values: [hex('0a'), null] },
  ];
  const entriesImage = wire(
    wire(byte(0), longString('INSERT'), short(0)),
    wire(byte(1), shortBytes(hex('01 02')), short(2), bytes(hex('0a')), bytes(null)),
  );

  it('has a [byte] of flags', () => {
    expect(bodyOf(new Batch(batchType.logged, entries, { consistency: 1 }))).toEqual(
      wire(byte(0), short(2), entriesImage, short(1), byte(0)),
    );
  });

  it('sends its parameters in the order of the spec, and no keyspace', () => {
    const parameters = { consistency: 1, serialConsistency: 9, timestamp: 5n, keyspace: 'ks' };
    expect(bodyOf(new Batch(batchType.unlogged, entries, parameters))).toEqual(
      wire(byte(1), short(2), entriesImage, short(1), byte(0x30), short(9), long(5n)),
    );
  });
});

describe('what v4 has no place for', () => {
  const parameters = { consistency: 1, nowInSeconds: 7 };

  it.each([
    ['QUERY', new Query('SELECT', parameters)],
    ['EXECUTE', new Execute(hex('01'), hex(''), parameters)],
    ['BATCH', new Batch(batchType.logged, [], parameters)],
  ])('is refused in %s', (_, request) => {
    expect(() => bodyOf(request)).toThrow('Protocol v4 has no nowInSeconds');
  });
});

describe('what both versions have', () => {
  it.each<[string, Request]>([
    ['OPTIONS', new Options()],
    ['STARTUP', new Startup({ CQL_VERSION: '3.0.0' })],
    ['AUTH_RESPONSE', new AuthResponse(hex('01'))],
    ['REGISTER', new Register(['STATUS_CHANGE'])],
  ])('is the same: %s', (_, request) => {
    const writer = new ByteWriter();
    request.encodeBody(writer);
    expect(bodyOf(request)).toEqual(Buffer.from(writer.buffer.subarray(0, writer.position)));
  });

  it('is a custom payload before the body of the version', () => {
    const payload = { key: hex('01'), none: null };
    const payloadImage = wire(short(2), string('key'), bytes(hex('01')), string('none'), bytes(null));
    const prepare = new WithCustomPayload(new Prepare('SELECT'), payload);
    expect(bodyOf(prepare)).toEqual(wire(payloadImage, longString('SELECT')));
    const options = new WithCustomPayload(new Options(), payload);
    expect(bodyOf(options)).toEqual(payloadImage);
  });
});
