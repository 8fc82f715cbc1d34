// Origin of every image here: the layout in the v5 spec, section 4.1, written out by hand.
import { Long } from '../../driver/values';
import { ByteWriter } from '../byte-writer';
import {
  byte,
  bytes,
  hex,
  int,
  long,
  longString,
  short,
  shortBytes,
  string,
  stringList,
  stringMap,
  wire,
} from '../wire-bytes.spec-support';
import { AuthResponse } from './auth-response';
import { Batch, batchType } from './batch';
import { Execute } from './execute';
import { Options } from './options';
import { Prepare } from './prepare';
import { Query } from './query';
import type { ParametersEncoder, QueryParameters } from './query-parameters';
import { Register } from './register';
import type { Request } from './request';
import { Startup } from './startup';
import { WithCustomPayload } from './with-custom-payload';

function bodyOf(request: Request, room = 256): Buffer {
  const writer = new ByteWriter(Buffer.alloc(room));
  request.encodeBody(writer);
  return Buffer.from(writer.buffer.subarray(0, writer.position));
}

/** Takes values that are encoded already. */
function encoderOf(count: number): ParametersEncoder {
  return {
    count,
    encode: (writer, values) => values.forEach((value) => writer.bytes(value as Buffer | null)),
  };
}

describe('OPTIONS', () => {
  it('has opcode 0x05 and no body', () => {
    expect(new Options().opcode).toBe(0x05);
    expect(bodyOf(new Options())).toEqual(hex(''));
  });
});

describe('STARTUP', () => {
  it('has opcode 0x01 and is a [string map]', () => {
    const request = new Startup({ CQL_VERSION: '3.0.0', COMPRESSION: 'lz4' });
    expect(request.opcode).toBe(0x01);
    expect(bodyOf(request)).toEqual(stringMap(['CQL_VERSION', '3.0.0'], ['COMPRESSION', 'lz4']));
  });
});

describe('AUTH_RESPONSE', () => {
  it('has opcode 0x0F and is a token', () => {
    expect(new AuthResponse(null).opcode).toBe(0x0f);
    expect(bodyOf(new AuthResponse(hex('00 61 00 62')))).toEqual(hex('00 00 00 04  00 61 00 62'));
    expect(bodyOf(new AuthResponse(null))).toEqual(hex('ff ff ff ff'));
  });

  it('does not show its token', () => {
    const request = new AuthResponse(Buffer.from('secret'));
    expect(JSON.stringify(request)).toBe('{"opcode":15}');
    expect(Object.values(request)).toEqual([0x0f]);
  });
});

describe('REGISTER', () => {
  it('has opcode 0x0B and is a [string list]', () => {
    const request = new Register(['STATUS_CHANGE', 'SCHEMA_CHANGE']);
    expect(request.opcode).toBe(0x0b);
    expect(bodyOf(request)).toEqual(stringList('STATUS_CHANGE', 'SCHEMA_CHANGE'));
  });
});

describe('PREPARE', () => {
  it('has opcode 0x09: <query><flags>', () => {
    expect(new Prepare('SELECT').opcode).toBe(0x09);
    expect(bodyOf(new Prepare('SELECT'))).toEqual(wire(longString('SELECT'), int(0)));
  });

  it('gives the keyspace, flag 0x01', () => {
    expect(bodyOf(new Prepare('SELECT', 'ks'))).toEqual(wire(longString('SELECT'), int(0x01), string('ks')));
  });
});

const cl = short(0x0006);
const localQuorum = 0x0006;

const parameterCases: { what: string; parameters: Partial<QueryParameters>; image: Buffer }[] = [
  { what: 'nothing but a consistency', parameters: {}, image: wire(cl, int(0)) },
  {
    what: 'values, 0x01',
    parameters: { encoder: encoderOf(3), values: [hex('01 02'), null, hex('')] },
    image: wire(cl, int(0x01), short(3), bytes(hex('01 02')), bytes(null), bytes(hex(''))),
  },
  {
    what: 'no values, of an encoder of none',
    parameters: { encoder: encoderOf(0), values: [] },
    image: wire(cl, int(0)),
  },
  { what: 'skip metadata, 0x02', parameters: { skipMetadata: true }, image: wire(cl, int(0x02)) },
  { what: 'a page size, 0x04', parameters: { pageSize: 5000 }, image: wire(cl, int(0x04), int(5000)) },
  {
    what: 'a paging state, 0x08',
    parameters: { pagingState: hex('0a 0b') },
    image: wire(cl, int(0x08), bytes(hex('0a 0b'))),
  },
  { what: 'no paging state', parameters: { pagingState: null }, image: wire(cl, int(0)) },
  {
    what: 'a serial consistency, 0x10',
    parameters: { serialConsistency: 0x0009 },
    image: wire(cl, int(0x10), short(0x0009)),
  },
  {
    what: 'a timestamp, 0x20',
    parameters: { timestamp: 1_700_000_000_123_456 },
    image: wire(cl, int(0x20), long(1_700_000_000_123_456n)),
  },
  {
    what: 'a timestamp as a bigint',
    parameters: { timestamp: -1n },
    image: wire(cl, int(0x20), long(-1n)),
  },
  {
    what: 'a timestamp as a Long',
    parameters: { timestamp: Long.fromString('9223372036854775807') },
    image: wire(cl, int(0x20), long(9_223_372_036_854_775_807n)),
  },
  { what: 'the timestamp 0', parameters: { timestamp: 0 }, image: wire(cl, int(0x20), long(0n)) },
  { what: 'a keyspace, 0x80', parameters: { keyspace: 'Ks' }, image: wire(cl, int(0x80), string('Ks')) },
  { what: 'now in seconds, 0x100', parameters: { nowInSeconds: 7 }, image: wire(cl, int(0x100), int(7)) },
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
      nowInSeconds: 3,
    },
    image: wire(
      cl,
      int(0x1bf),
      short(1),
      bytes(hex('ff')),
      int(1),
      bytes(hex('aa')),
      short(8),
      long(2n),
      string('k'),
      int(3),
    ),
  },
];

describe('QUERY', () => {
  it('has opcode 0x07', () => {
    expect(new Query('SELECT', { consistency: 1 }).opcode).toBe(0x07);
  });

  it.each(parameterCases)('sends $what', ({ parameters, image }) => {
    const request = new Query('SELECT é', { consistency: localQuorum, ...parameters });
    expect(bodyOf(request)).toEqual(wire(longString('SELECT é'), image));
  });
});

describe('EXECUTE', () => {
  const id = hex('00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff');
  const resultMetadataId = hex('ff ee dd cc');

  it('has opcode 0x0A', () => {
    expect(new Execute(id, resultMetadataId, { consistency: 1 }).opcode).toBe(0x0a);
  });

  it.each(parameterCases)('sends $what', ({ parameters, image }) => {
    const request = new Execute(id, resultMetadataId, { consistency: localQuorum, ...parameters });
    const expected = wire(shortBytes(id), shortBytes(resultMetadataId), image);
    expect(bodyOf(request)).toEqual(expected);
    for (let room = 0; room < expected.length; room += 7) expect(bodyOf(request, room)).toEqual(expected);
  });

  it('sends ids of any length', () => {
    expect(bodyOf(new Execute(hex(''), Buffer.alloc(300, 7), { consistency: 1 }))).toEqual(
      wire(shortBytes(hex('')), shortBytes(Buffer.alloc(300, 7)), short(1), int(0)),
    );
  });
});

describe('BATCH', () => {
  const entries = [
    { statement: 'INSERT' },
    { statement: hex('01 02'), encoder: encoderOf(2), values: [hex('0a'), null] },
  ];
  const entriesImage = wire(
    wire(byte(0), longString('INSERT'), short(0)),
    wire(byte(1), shortBytes(hex('01 02')), short(2), bytes(hex('0a')), bytes(null)),
  );

  it('has opcode 0x0D: <type><n><query_1>...<query_n><consistency><flags>', () => {
    const request = new Batch(batchType.logged, entries, { consistency: 1 });
    expect(request.opcode).toBe(0x0d);
    expect(bodyOf(request)).toEqual(wire(byte(0), short(2), entriesImage, short(1), int(0)));
  });

  it.each([
    ['logged', 0],
    ['unlogged', 1],
    ['counter', 2],
  ] as const)('is %s by its type %d', (type, image) => {
    expect(bodyOf(new Batch(batchType[type], [], { consistency: 1 }))).toEqual(
      wire(byte(image), short(0), short(1), int(0)),
    );
  });

  it('sends its parameters in the order of the spec', () => {
    const parameters = { consistency: 1, serialConsistency: 9, timestamp: 5n, keyspace: 'ks', nowInSeconds: 6 };
    expect(bodyOf(new Batch(batchType.unlogged, entries, parameters))).toEqual(
      wire(byte(1), short(2), entriesImage, short(1), int(0x1b0), short(9), long(5n), string('ks'), int(6)),
    );
  });

  it('refuses more statements than a [short] counts', () => {
    const tooMany = Array.from({ length: 65_536 }, () => ({ statement: 'INSERT' }));
    expect(() => bodyOf(new Batch(batchType.logged, tooMany, { consistency: 1 }))).toThrow(
      'A batch holds at most 65535 statements, not 65536',
    );
  });
});

describe('a request with a custom payload', () => {
  it('has the payload, a [bytes map], before its body', () => {
    const request = new WithCustomPayload(new Prepare('SELECT'), { key: hex('01'), none: null });
    expect(request.opcode).toBe(0x09);
    expect(bodyOf(request)).toEqual(
      wire(short(2), string('key'), bytes(hex('01')), string('none'), bytes(null), longString('SELECT'), int(0)),
    );
  });
});
