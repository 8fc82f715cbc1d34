// Origin of the images: the v4 spec, sections 2 and 5, unless a case says that it was captured.
import { ProtocolError } from '../errors/protocol-error';
import { deflateCompressor } from './deflate-compressor.spec-support';
import type { Envelope } from './envelope';
import { InboundStream } from './inbound-stream';
import { opcode } from './opcode';
import type { SegmentCompressor } from './segment-compressor';
import { cuts, hex, int, response, short, string, utf8, wire } from './wire-bytes.spec-support';

const version = 0x84;

function seen(envelope: Envelope): object {
  const { version, flags, streamId, opcode, buffer, bodyStart, bodyEnd, skippedBytes } = envelope;
  return { version, flags, streamId, opcode, body: buffer.toString('latin1', bodyStart, bodyEnd), skippedBytes };
}

function read(chunks: Buffer[], compressor?: SegmentCompressor, maxEnvelopeLength?: number): object[] {
  const envelopes: object[] = [];
  const stream = new InboundStream(
    (envelope) => envelopes.push(seen(envelope)),
    maxEnvelopeLength === undefined ? {} : { maxEnvelopeLength },
  );
  stream.useEnvelopes(compressor);
  for (const chunk of chunks) stream.push(chunk);
  return envelopes;
}

function expectEveryCut(image: Buffer, expected: object[], compressor?: SegmentCompressor): void {
  for (const { how, chunks } of cuts(image)) {
    expect({ how, envelopes: read(chunks, compressor) }).toEqual({ how, envelopes: expected });
  }
}

function result(streamId: number, body: string, flags = 0): { image: Buffer; value: object } {
  return {
    image: response({ opcode: opcode.result, streamId, flags, version }, utf8(body)),
    value: { version: 4, flags, streamId, opcode: opcode.result, body, skippedBytes: 0 },
  };
}

function compressed(length: number, block: Buffer): Buffer {
  return response({ opcode: opcode.result, streamId: 3, flags: 0x01, version }, int(length), block);
}

const one = result(1, 'first');
const two = result(0x7fff, 'second', 0x08);
const empty = result(2, '');

describe('InboundStream, of v4', () => {
  it('reads bare envelopes to the end, whatever the opcode', () => {
    const ready = response({ opcode: opcode.ready, streamId: 0, version });
    const event = response({ opcode: opcode.event, streamId: -1, version }, utf8('e'));
    expectEveryCut(wire(ready, one.image, empty.image, event, two.image), [
      { version: 4, flags: 0, streamId: 0, opcode: opcode.ready, body: '', skippedBytes: 0 },
      one.value,
      empty.value,
      { version: 4, flags: 0, streamId: -1, opcode: opcode.event, body: 'e', skippedBytes: 0 },
      two.value,
    ]);
  });

  it('does not copy an envelope that lies whole within a chunk', () => {
    const buffers: Buffer[] = [];
    const stream = new InboundStream((envelope) => buffers.push(envelope.buffer));
    stream.useEnvelopes();
    const chunk = wire(one.image, two.image);
    stream.push(chunk);
    expect(buffers).toEqual([chunk, chunk]);
    expect(buffers.every((buffer) => buffer === chunk)).toBe(true);
  });

  it('reads a large envelope over many chunks', () => {
    const large = result(9, 'x'.repeat(300_000));
    const image = wire(one.image, large.image, two.image);
    const chunks = Array.from({ length: Math.ceil(image.length / 65_536) }, (_, index) =>
      image.subarray(index * 65_536, (index + 1) * 65_536),
    );
    expect(read(chunks)).toEqual([one.value, large.value, two.value]);
  });

  it('passes over a body above the limit, and reads what follows', () => {
    const large = response({ opcode: opcode.result, streamId: 4, version }, Buffer.alloc(1001));
    const envelopes = [
      { version: 4, flags: 0, streamId: 4, opcode: opcode.result, body: '', skippedBytes: 1001 },
      one.value,
    ];
    expect(read([wire(large, one.image)], undefined, 1000)).toEqual(envelopes);
    expect(read([large.subarray(0, 500), wire(large.subarray(500), one.image)], undefined, 1000)).toEqual(envelopes);
  });

  it('reads a refusal in another version as the first answer, and none later', () => {
    const refusal = response({ opcode: opcode.error, version: 0x83 }, int(0x0a), string('no'));
    expect(read([refusal])).toMatchObject([{ version: 3, opcode: opcode.error }]);
    expect(() => read([one.image, refusal])).toThrow(
      'An envelope begins with 0x83: a response of protocol v4 begins with 0x84',
    );
    expect(() => read([wire(one.image, refusal)])).toThrow(ProtocolError);
  });

  it.each([
    ['something that is not Cassandra', utf8('HTTP/1.1 400 Bad Request')],
    ['a request', hex('04 00 00 00 05 00 00 00 00')],
  ])('refuses %s', (_, bytes) => {
    expect(() => read([bytes])).toThrow('The peer does not speak a known version of the CQL native protocol');
  });

  it('refuses a negative length', () => {
    expect(() => read([hex('84 00 0000 08 ff ff ff ff')])).toThrow('An envelope announces a body of -1 bytes');
  });
});

describe('InboundStream, of v4 with compression', () => {
  const body = utf8('compressed '.repeat(100));
  const block = deflateCompressor.compress(body);
  const value = {
    version: 4,
    flags: 0x01,
    streamId: 3,
    opcode: opcode.result,
    body: body.toString('latin1'),
    skippedBytes: 0,
  };

  it('decompresses the bodies whose flag says so', () => {
    const image = wire(one.image, compressed(body.length, block), two.image);
    expectEveryCut(image, [one.value, value, two.value], deflateCompressor);
  });

  it('reads the answer to STARTUP compressed, too', () => {
    const ready = response({ opcode: opcode.ready, flags: 0x01, version }, int(0), hex('00'));
    expect(read([ready], deflateCompressor)).toEqual([
      { version: 4, flags: 0x01, streamId: 0, opcode: opcode.ready, body: '', skippedBytes: 0 },
    ]);
  });

  it('does not decompress a body above the limit', () => {
    const envelopes = [{ ...value, body: '', skippedBytes: 1001 }, one.value];
    expect(read([wire(compressed(1001, block), one.image)], deflateCompressor, 1000)).toEqual(envelopes);
  });

  it.each([
    ['a damaged block', compressed(body.length, hex('ff ff ff')), 'The body of an envelope cannot be decompressed'],
    [
      'a wrong length',
      compressed(body.length + 1, block),
      `decompresses to ${body.length} bytes, but its header announced ${body.length + 1}`,
    ],
    ['a negative length', compressed(-1, block), 'lacks its uncompressed length'],
    ['no length', response({ opcode: opcode.result, flags: 0x01, version }, short(0)), 'lacks its uncompressed length'],
  ])('refuses %s', (_, image, message) => {
    expect(() => read([image], deflateCompressor)).toThrow(ProtocolError);
    expect(() => read([image], deflateCompressor)).toThrow(message);
  });

  it('refuses a compressed body where no compression was asked for', () => {
    expect(() => read([compressed(body.length, block)])).toThrow('although compression was not requested');
  });
});
