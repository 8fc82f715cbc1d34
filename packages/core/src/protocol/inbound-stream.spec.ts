import { ProtocolError } from '../errors/protocol-error';
import { deflateCompressor } from './deflate-compressor.spec-support';
import type { Envelope } from './envelope';
import { InboundStream } from './inbound-stream';
import { opcode } from './opcode';
import type { SegmentCompressor } from './segment-compressor';
import {
  byte,
  compressedSegment,
  cuts,
  hex,
  int,
  response,
  segment,
  short,
  utf8,
  wire,
} from './wire-bytes.spec-support';

/** An envelope as a plain value. Its body is hexadecimal: comparing large buffers element by element takes seconds. */
function seen(envelope: Envelope): object {
  const { version, flags, streamId, opcode, buffer, bodyStart, bodyEnd } = envelope;
  return { version, flags, streamId, opcode, body: buffer.toString('hex', bodyStart, bodyEnd) };
}

function result(streamId: number, body: Buffer): { image: Buffer; value: object } {
  return {
    image: response({ opcode: opcode.result, streamId, flags: 0x08 }, body),
    value: { version: 5, flags: 0x08, streamId, opcode: opcode.result, body: body.toString('hex') },
  };
}

function readSegments(chunks: Buffer[], compressor?: SegmentCompressor): object[] {
  const envelopes: object[] = [];
  const stream = new InboundStream((envelope) => envelopes.push(seen(envelope)));
  stream.useSegments(compressor);
  for (const chunk of chunks) stream.push(chunk);
  return envelopes;
}

function expectEveryCut(image: Buffer, expected: object[], compressor?: SegmentCompressor): void {
  for (const { how, chunks } of cuts(image)) {
    expect({ how, envelopes: readSegments(chunks, compressor) }).toEqual({ how, envelopes: expected });
  }
}

const one = result(1, utf8('first'));
const two = result(0x7fff, utf8('second'));
const event = {
  image: response({ opcode: opcode.event, streamId: -1 }, utf8('third')),
  value: { version: 5, flags: 0, streamId: -1, opcode: opcode.event, body: utf8('third').toString('hex') },
};

describe('InboundStream, in segments', () => {
  it('reads one envelope in one segment', () => {
    expectEveryCut(segment(one.image), [one.value]);
  });

  it('reads what Apache Cassandra 5.0.8 sent: an event, then the result of CREATE KEYSPACE', () => {
    // Origin: captured from the socket.
    const image = hex(`
      310002 8d5f56  85 00 ffff 0c 00000028 000d534348454d415f4348414e4745 000743524541544544 00084b45595350414345
                     000477697265  23bee9cf
      260002 620d03  85 00 0007 08 0000001d 00000005 000743524541544544 00084b45595350414345 000477697265  58e881ba`);
    const body = '000743524541544544' + '00084b45595350414345' + '000477697265';
    expectEveryCut(image, [
      {
        version: 5,
        flags: 0,
        streamId: -1,
        opcode: opcode.event,
        body: `000d534348454d415f4348414e4745${body}`,
      },
      { version: 5, flags: 0, streamId: 7, opcode: opcode.result, body: `00000005${body}` },
    ]);
  });

  it('reads several envelopes in one segment, and an empty body', () => {
    const empty = response({ opcode: opcode.ready, streamId: 5 });
    expectEveryCut(segment(wire(one.image, empty, event.image)), [
      one.value,
      { version: 5, flags: 0, streamId: 5, opcode: opcode.ready, body: '' },
      event.value,
    ]);
  });

  it('reads several segments, an empty one among them', () => {
    expectEveryCut(wire(segment(one.image), segment(hex('')), segment(two.image), segment(event.image)), [
      one.value,
      two.value,
      event.value,
    ]);
  });

  it('puts an envelope together that is cut over segments, wherever it is cut', () => {
    for (let first = 0; first <= two.image.length; first++) {
      const pieces = wire(
        segment(one.image),
        segment(two.image.subarray(0, first), false),
        segment(two.image.subarray(first), false),
        segment(event.image),
      );
      expect(readSegments([pieces])).toEqual([one.value, two.value, event.value]);
    }
    const thirds = wire(
      segment(two.image.subarray(0, 5), false),
      segment(two.image.subarray(5, 11), false),
      segment(two.image.subarray(11), false),
      segment(one.image.subarray(0, 12), false),
      segment(one.image.subarray(12), false),
    );
    expectEveryCut(thirds, [two.value, one.value]);
  });

  it('puts a really large envelope together', () => {
    const large = result(9, Buffer.alloc(300_000, 'large '));
    const pieces = [0, 131_071, 262_142].map((at) => segment(large.image.subarray(at, at + 131_071), false));
    const image = wire(...pieces, segment(one.image));
    const sizes = [image.length, 65_536, 1000, 131_081];
    for (const size of sizes) {
      const chunks = [];
      for (let at = 0; at < image.length; at += size) chunks.push(image.subarray(at, at + size));
      expect(readSegments(chunks)).toEqual([large.value, one.value]);
    }
  });

  it('copies nothing when a segment lies within one chunk', () => {
    const chunk = wire(segment(one.image), segment(two.image));
    const buffers: Buffer[] = [];
    const stream = new InboundStream((envelope) => buffers.push(envelope.buffer));
    stream.useSegments();
    stream.push(chunk);
    expect(buffers).toEqual([chunk, chunk]);
    expect(buffers.every((buffer) => buffer === chunk)).toBe(true);
  });
});

describe('InboundStream, in compressed segments', () => {
  const payload = wire(one.image, result(2, Buffer.alloc(2000, 'compress me ')).image);
  const expected = [one.value, result(2, Buffer.alloc(2000, 'compress me ')).value];
  const block = deflateCompressor.compress(payload);

  it('reads a compressed payload and one that is sent as it is', () => {
    const image = wire(compressedSegment(block, payload.length), compressedSegment(event.image, 0));
    expectEveryCut(image, [...expected, event.value], deflateCompressor);
  });

  it('puts an envelope together that is cut over segments', () => {
    const large = result(2, Buffer.alloc(2000, 'compress me '));
    const first = large.image.subarray(0, 1500);
    const image = wire(
      compressedSegment(deflateCompressor.compress(first), first.length, false),
      compressedSegment(large.image.subarray(1500), 0, false),
    );
    expectEveryCut(image, [large.value], deflateCompressor);
  });

  it('refuses a block that does not decompress, and keeps the cause', () => {
    let thrown: unknown;
    try {
      readSegments([compressedSegment(hex('ff ff ff ff'), 100)], deflateCompressor);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ProtocolError);
    expect(thrown).toMatchObject({
      message: 'The payload of a segment cannot be decompressed',
      cause: expect.objectContaining({ code: 'Z_DATA_ERROR' }) as unknown,
    });
  });

  it('refuses a block that decompresses to another length', () => {
    expect(() => readSegments([compressedSegment(block, payload.length + 1)], deflateCompressor)).toThrow(
      `The payload of a segment decompresses to ${payload.length} bytes, its header says ${payload.length + 1}`,
    );
  });
});

describe('InboundStream, before segments', () => {
  const supported = response({ opcode: opcode.supported, streamId: 0 }, utf8('options'));
  const ready = response({ opcode: opcode.ready, streamId: 1 });
  const authenticate = response({ opcode: opcode.authenticate, streamId: 1 }, utf8('class'));

  it('reads bare envelopes', () => {
    for (const { chunks } of cuts(wire(supported, authenticate))) {
      const envelopes: object[] = [];
      const stream = new InboundStream((envelope) => envelopes.push(seen(envelope)));
      for (const chunk of chunks) stream.push(chunk);
      expect(envelopes).toEqual([
        { version: 5, flags: 0, streamId: 0, opcode: opcode.supported, body: utf8('options').toString('hex') },
        { version: 5, flags: 0, streamId: 1, opcode: opcode.authenticate, body: utf8('class').toString('hex') },
      ]);
    }
  });

  it.each([
    ['READY', ready],
    ['AUTHENTICATE', authenticate],
  ])('changes to segments right after %s, within the same chunk', (_, last) => {
    for (const { chunks } of cuts(wire(supported, last, segment(one.image), segment(event.image)))) {
      const envelopes: object[] = [];
      const stream: InboundStream = new InboundStream((envelope) => {
        envelopes.push(seen(envelope));
        if (envelope.opcode === opcode.ready || envelope.opcode === opcode.authenticate) stream.useSegments();
      });
      for (const chunk of chunks) stream.push(chunk);
      expect(envelopes.slice(2)).toEqual([one.value, event.value]);
    }
  });

  it('keeps what came after READY until it is told to use segments', () => {
    for (const { chunks } of cuts(wire(ready, segment(one.image), segment(event.image)))) {
      const envelopes: object[] = [];
      const stream = new InboundStream((envelope) => envelopes.push(seen(envelope)));
      for (const chunk of chunks) stream.push(chunk);
      expect(envelopes).toHaveLength(1);
      stream.useSegments();
      expect(envelopes.slice(1)).toEqual([one.value, event.value]);
    }
  });

  it('reads the error of a server that speaks an older version', () => {
    const envelopes: Envelope[] = [];
    const stream = new InboundStream((envelope) => envelopes.push(envelope));
    stream.push(response({ opcode: opcode.error, version: 0x84 }, int(0x0a), short(0)));
    expect(envelopes).toMatchObject([{ version: 4, opcode: opcode.error }]);
  });

  it.each([
    ['something that is not Cassandra', utf8('HTTP/1.1 400 Bad Request'), '0x48'],
    ['a TLS alert', hex('15 03 03 00 02 02 28'), '0x15'],
    ['a version with another header', hex('82 00 00 00 00 00 00 00'), '0x82'],
    ['a request', hex('05 00 00 00 05 00 00 00 00'), '0x05'],
  ])('refuses %s', (_, bytes, firstByte) => {
    expect(() => new InboundStream(() => undefined).push(bytes)).toThrow(
      `The peer does not speak a known version of the CQL native protocol: its answer begins with ${firstByte}`,
    );
  });
});

describe('InboundStream, given bytes that cannot be', () => {
  it.each([
    [
      'a header checksum',
      wire(hex('05 00 02 19 99 9b'), utf8('hello')),
      'The checksum of a segment header does not match',
    ],
    [
      'a payload checksum',
      wire(hex('05 00 02 19 99 9a'), utf8('hello'), hex('74 80 0e b7')),
      'The checksum of a segment payload does not match',
    ],
    ['a version', segment(response({ opcode: 8, version: 0x84 })), 'An envelope begins with 0x84'],
    ['a direction', segment(response({ opcode: 8, version: 0x05 })), 'An envelope begins with 0x05'],
    ['a version in a cut envelope', segment(hex('84 00'), false), 'An envelope begins with 0x84'],
    [
      'a cut header in a self-contained segment',
      segment(hex('85 00 00 01 08 00 00')),
      'A self-contained segment ends 2 bytes before the end of a header',
    ],
    [
      'a cut body in a self-contained segment',
      segment(hex('85 00 00 01 08 00 00 00 05 61 62')),
      'A self-contained segment ends 3 bytes before the end of an envelope',
    ],
    ['a negative length', segment(hex('85 00 00 01 08 ff ff ff ff')), 'An envelope announces a body of -1 bytes'],
    [
      'a length beyond its segment',
      segment(hex('85 00 00 01 08 10 00 00 01')),
      'A self-contained segment ends 268435457 bytes before the end of an envelope',
    ],
    ['a negative length in a cut envelope', segment(hex('85 00 00 01 08 ff ff ff ff'), false), 'a body of -1 bytes'],
    [
      'more than the cut envelope in its last segment',
      wire(segment(one.image.subarray(0, 5), false), segment(wire(one.image.subarray(5), byte(0)), false)),
      '1 bytes follow a large envelope in its last segment',
    ],
    [
      'a self-contained segment within a cut envelope',
      wire(segment(one.image.subarray(0, 12), false), segment(two.image)),
      'A self-contained segment arrived in the middle of an envelope',
    ],
  ])('refuses %s', (_, bytes, message) => {
    for (const { chunks } of cuts(bytes)) {
      expect(() => readSegments(chunks)).toThrow(ProtocolError);
      expect(() => readSegments(chunks)).toThrow(message);
    }
  });

  it('passes over a body above the limit, says how long it was, and reads what follows', () => {
    const long = response({ opcode: opcode.result, streamId: 3 }, Buffer.alloc(40, 7));
    const pieces = [long.subarray(0, 20), long.subarray(20, 33), long.subarray(33)];
    const bytes = wire(segment(one.image), ...pieces.map((piece) => segment(piece, false)), segment(two.image));
    for (const { how, chunks } of cuts(bytes)) {
      const envelopes: [number, number, number][] = [];
      const stream = new InboundStream(
        ({ streamId, bodyStart, bodyEnd, skippedBytes }) =>
          envelopes.push([streamId, bodyEnd - bodyStart, skippedBytes]),
        { maxEnvelopeLength: 39 },
      );
      stream.useSegments();
      for (const chunk of chunks) stream.push(chunk);
      expect({ how, envelopes }).toEqual({
        how,
        envelopes: [
          [1, 5, 0],
          [3, 0, 40],
          [0x7fff, 6, 0],
        ],
      });
    }
  });

  it('gives no envelope of a damaged segment, and none after it', () => {
    const envelopes: Envelope[] = [];
    const stream = new InboundStream((envelope) => envelopes.push(envelope));
    stream.useSegments();
    const damaged = segment(two.image);
    damaged[20]! ^= 0x10;
    expect(() => stream.push(wire(segment(one.image), damaged))).toThrow(ProtocolError);
    expect(() => stream.push(segment(two.image))).toThrow(ProtocolError);
    expect(envelopes).toMatchObject([{ streamId: 1 }]);
  });

  it('detects a flipped bit anywhere', () => {
    const image = wire(
      segment(one.image),
      segment(two.image.subarray(0, 11), false),
      segment(two.image.subarray(11), false),
    );
    for (let bit = 0; bit < image.length * 8; bit++) {
      const damaged = Buffer.from(image);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const envelopes: object[] = [];
      const stream = new InboundStream((envelope) => envelopes.push(seen(envelope)));
      stream.useSegments();
      expect(() => stream.push(damaged)).toThrow(ProtocolError);
      // Only the first segment can still be right.
      expect(envelopes).toEqual(bit >> 3 < segment(one.image).length ? [] : [one.value]);
    }
  });
});
