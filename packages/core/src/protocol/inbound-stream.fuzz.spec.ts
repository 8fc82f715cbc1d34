// Valid streams are damaged in many ways. Whatever happens: a ProtocolError or the right envelopes, never another error, never another
// envelope. A failing case is repeated by its number: the random numbers are seeded with it.
import { ProtocolError } from '../errors/protocol-error';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { decodeResponse } from './decode-response';
import { deflateCompressor } from './deflate-compressor.spec-support';
import type { Envelope } from './envelope';
import { InboundStream, type InboundStreamOptions } from './inbound-stream';
import { opcode } from './opcode';
import { randomOf, type Random } from './random.spec-support';
import {
  bytes,
  compressedSegment,
  hex,
  int,
  response,
  segment,
  short,
  shortBytes,
  string,
  wire,
} from './wire-bytes.spec-support';

const cases = 2000;

const columns = wire(
  wire(string('ks'), string('t')),
  wire(string('a'), short(0x09)),
  wire(string('m'), short(0x21), short(0x0d), short(0x22), short(0x0c)),
  wire(string('u'), short(0x30), string('ks'), string('address'), short(1), string('zip'), short(0x09)),
  wire(
    string('v'),
    short(0),
    string('org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType , 3)'),
  ),
);
const row = wire(bytes(int(1)), bytes(null), bytes(hex('')), bytes(Buffer.alloc(12)));

interface Message {
  readonly opcode: number;
  readonly streamId: number;
  readonly flags: number;
  readonly body: Buffer;
}

const message = (
  { opcode, streamId, flags = 0 }: { opcode: number; streamId: number; flags?: number },
  ...body: Buffer[]
): Message => ({ opcode, streamId, flags, body: wire(...body) });

const rows = message({ opcode: opcode.result, streamId: 1 }, int(2), int(0x01), int(4), columns, int(2), row, row);
const statusChange = message(
  { opcode: opcode.event, streamId: -1 },
  string('STATUS_CHANGE'),
  string('UP'),
  hex('04 7f000001'),
  int(9042),
);
const unprepared = message(
  { opcode: opcode.error, streamId: 5, flags: 0x08 },
  short(1),
  string('warning'),
  int(0x2500),
  string('no'),
  shortBytes(hex('01')),
);
const supported = message(
  { opcode: opcode.supported, streamId: 6 },
  short(1),
  string('COMPRESSION'),
  short(1),
  string('lz4'),
);
const schemaChange = message(
  { opcode: opcode.result, streamId: 7 },
  int(5),
  string('CREATED'),
  string('FUNCTION'),
  string('ks'),
  string('f'),
  short(1),
  string('int'),
);
const inBothVersions = [rows, statusChange, unprepared, supported, schemaChange];
const preparedMetadata = wire(int(0x01), int(4), int(1), short(0), columns, int(0x01), int(4), columns);
const readFailureCounts = wire(int(0x1300), string('failed'), short(1), int(0), int(1), int(1));

const responsesV5 = [
  ...inBothVersions,
  message({ opcode: opcode.result, streamId: 2 }, int(2), int(0x06), int(4), bytes(hex('aabb')), int(1), row),
  message(
    { opcode: opcode.result, streamId: 3 },
    wire(int(4), shortBytes(Buffer.alloc(16, 1)), shortBytes(Buffer.alloc(16, 2)), preparedMetadata),
  ),
  message({ opcode: opcode.error, streamId: 4 }, readFailureCounts, hex('04 7f000001 0001 00')),
];

const responsesV4 = [
  ...inBothVersions,
  message({ opcode: opcode.result, streamId: 3 }, wire(int(4), shortBytes(Buffer.alloc(16, 1)), preparedMetadata)),
  message({ opcode: opcode.error, streamId: 4 }, readFailureCounts, hex('00')),
];

function randomResponse(random: Random): Buffer {
  const { body, ...header } = random.pick(responsesV5);
  return response(header, body);
}

function image(envelope: Envelope): string {
  const { version, flags, streamId, opcode, buffer, bodyStart, bodyEnd } = envelope;
  return [version, flags, streamId, opcode, buffer.toString('hex', bodyStart, bodyEnd)].join(' ');
}

/** A stream of bare envelopes, some of them compressed. */
function randomEnvelopes(random: Random, isCompressed: boolean): Buffer {
  const envelopes = Array.from({ length: 1 + random.below(6) }, () => {
    const { flags, streamId, opcode, body } = random.pick(responsesV4);
    if (!isCompressed || random.below(2) === 0) return response({ opcode, streamId, flags, version: 0x84 }, body);
    const block = body.length === 0 ? hex('00') : deflateCompressor.compress(body);
    return response({ opcode, streamId, flags: flags | 0x01, version: 0x84 }, int(body.length), block);
  });
  return wire(...envelopes);
}

function readAllV4(chunks: Iterable<Buffer>, isCompressed: boolean): { envelopes: string[]; error: unknown } {
  // A damaged length is believed up to the limit: no checksum says that it is wrong.
  const limits = { maxEnvelopeLength: 100_000 };
  return readAll(chunks, (stream) => stream.useEnvelopes(isCompressed ? deflateCompressor : undefined), limits);
}

function readSegments(chunks: Iterable<Buffer>, isCompressed: boolean): { envelopes: string[]; error: unknown } {
  return readAll(chunks, (stream) => stream.useSegments(isCompressed ? deflateCompressor : undefined));
}

function readAll(
  chunks: Iterable<Buffer>,
  begin: (stream: InboundStream) => void,
  limits?: InboundStreamOptions,
): { envelopes: string[]; error: unknown } {
  const envelopes: string[] = [];
  const stream = new InboundStream((envelope) => envelopes.push(image(envelope)), limits);
  begin(stream);
  try {
    for (const chunk of chunks) stream.push(chunk);
    return { envelopes, error: undefined };
  } catch (error) {
    return { envelopes, error };
  }
}

/** A stream of segments, as a list of them: several envelopes in one, or one over several. */
function randomSegments(random: Random, isCompressed: boolean): Buffer[] {
  const seal = (payload: Buffer, selfContained = true): Buffer => {
    if (!isCompressed) return segment(payload, selfContained);
    // An empty payload cannot be compressed: an uncompressed length of 0 says that it is not.
    if (payload.length === 0 || random.below(2) === 0) return compressedSegment(payload, 0, selfContained);
    return compressedSegment(deflateCompressor.compress(payload), payload.length, selfContained);
  };
  return Array.from({ length: 1 + random.below(4) }, () => {
    const envelope = randomResponse(random);
    if (random.below(3) > 0) return seal(wire(envelope, ...(random.below(2) === 0 ? [randomResponse(random)] : [])));
    const at = random.below(envelope.length);
    return wire(seal(envelope.subarray(0, at), false), seal(envelope.subarray(at), false));
  });
}

function randomChunks(random: Random, stream: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < stream.length;) {
    const end = Math.min(stream.length, at + 1 + random.below(random.below(4) === 0 ? 8 : 300));
    chunks.push(Buffer.from(stream.subarray(at, end)));
    at = end;
  }
  return chunks;
}

function damage(random: Random, stream: Buffer): Buffer {
  const at = random.below(stream.length);
  switch (random.below(5)) {
    case 0: {
      const flipped = Buffer.from(stream);
      flipped[at]! ^= 1 << random.below(8);
      return flipped;
    }
    case 1: {
      const burst = Buffer.from(stream);
      for (let index = at; index < Math.min(at + 1 + random.below(4), stream.length); index++)
        burst[index] = random.below(256);
      return burst;
    }
    case 2:
      return stream.subarray(0, at);
    case 3:
      return wire(stream.subarray(0, at), stream.subarray(Math.min(stream.length, at + 1 + random.below(20))));
    default:
      return wire(stream.subarray(0, at), random.bytes(1 + random.below(20)), stream.subarray(at));
  }
}

describe.each([
  ['segments', false],
  ['compressed segments', true],
])('a stream of %s', (_, isCompressed) => {
  it('gives the same envelopes however it is cut', () => {
    for (let seed = 1; seed <= cases / 4; seed++) {
      const random = randomOf(seed);
      const stream = wire(...randomSegments(random, isCompressed));
      const whole = readSegments([stream], isCompressed);
      expect({ seed, ...readSegments(randomChunks(random, stream), isCompressed) }).toEqual({ seed, ...whole });
      expect({ seed, error: whole.error }).toEqual({ seed, error: undefined });
    }
  });

  it('gives a ProtocolError or what was sent when it is damaged', () => {
    for (let seed = 1; seed <= cases; seed++) {
      const random = randomOf(seed);
      const stream = wire(...randomSegments(random, isCompressed));
      const sent = readSegments([stream], isCompressed).envelopes;
      const { envelopes, error } = readSegments(randomChunks(random, damage(random, stream)), isCompressed);
      // What was sent before the damage, and never anything else. Damage in the middle may also lose whole segments.
      const isRight = envelopes.every((envelope) => sent.includes(envelope));
      const isKnown = error === undefined || error instanceof ProtocolError;
      if (!isRight || !isKnown) throw new Error(`Case ${seed} is answered wrongly`, { cause: error ?? envelopes });
    }
  });
});

describe.each([
  ['envelopes of v4', false],
  ['compressed envelopes of v4', true],
])('a stream of %s', (_, isCompressed) => {
  it('gives the same envelopes however it is cut', () => {
    for (let seed = 1; seed <= cases / 4; seed++) {
      const random = randomOf(seed);
      const stream = randomEnvelopes(random, isCompressed);
      const whole = readAllV4([stream], isCompressed);
      expect({ seed, ...readAllV4(randomChunks(random, stream), isCompressed) }).toEqual({ seed, ...whole });
      expect({ seed, error: whole.error }).toEqual({ seed, error: undefined });
    }
  });

  it('gives a ProtocolError or envelopes when it is damaged, which no checksum sees', () => {
    for (let seed = 1; seed <= cases; seed++) {
      const random = randomOf(seed);
      const { error } = readAllV4(
        randomChunks(random, damage(random, randomEnvelopes(random, isCompressed))),
        isCompressed,
      );
      if (error !== undefined && !(error instanceof ProtocolError)) {
        throw new Error(`Case ${seed} is answered wrongly`, { cause: error });
      }
    }
  });
});

/** Framing is broken by an unknown opcode; all other defects are inside an envelope. */
function checkRefusal(seed: number, code: number, error: unknown): void {
  const isOpcode =
    error instanceof ProtocolError && error.message.startsWith(`0x${code.toString(16).padStart(2, '0')} `);
  if (!isOpcode && !(error instanceof UnreadableAnswerError)) {
    throw new Error(`Case ${seed} is refused wrongly`, { cause: error });
  }
}

describe.each([
  [5, responsesV5],
  [4, responsesV4],
])('a response of v%d', (version, responses) => {
  it('is decoded or refused with an UnreadableAnswerError when its body is damaged, which checksums do not see', () => {
    let refused = 0;
    for (let seed = 1; seed <= cases * 5; seed++) {
      const random = randomOf(seed);
      const envelope = random.pick(responses);
      const body = damage(random, envelope.body);
      const [flags, code] =
        random.below(10) === 0 ? [random.below(16), random.below(17)] : [envelope.flags, envelope.opcode];
      try {
        decodeResponse({
          version,
          flags,
          streamId: 0,
          opcode: code,
          buffer: body,
          bodyStart: 0,
          bodyEnd: body.length,
          skippedBytes: 0,
        });
      } catch (error) {
        checkRefusal(seed, code, error);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(cases);
  });

  it('is decoded or refused with an UnreadableAnswerError when its body is random', () => {
    for (let seed = 1; seed <= cases * 5; seed++) {
      const random = randomOf(seed);
      const kind = random.below(2) === 0 ? int(random.below(7)) : hex('');
      const body = wire(kind, random.bytes(random.below(60)));
      const [flags, code] = [random.below(16), random.below(18)];
      try {
        decodeResponse({
          version,
          flags,
          streamId: 0,
          opcode: code,
          buffer: body,
          bodyStart: 0,
          bodyEnd: body.length,
          skippedBytes: 0,
        });
      } catch (error) {
        checkRefusal(seed, code, error);
      }
    }
  });
});
