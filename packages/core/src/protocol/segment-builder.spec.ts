import { opcode } from './opcode';
import { deflateCompressor } from './deflate-compressor.spec-support';
import { SegmentBuilder } from './segment-builder';
import { compressedSegment, hex, request, segment, utf8, wire } from './wire-bytes.spec-support';

const maxPayload = 131_071;

/** Bytes that do not compress, up to some length; then they repeat. */
function noise(length: number): Buffer {
  let state = 0x9e3779b9;
  const pattern = Array.from({ length: 5003 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return Buffer.alloc(length, Buffer.from(pattern));
}

/** Compares as text: comparing large buffers element by element takes seconds. */
function expectBytes(taken: Buffer[], expected: Buffer): void {
  expect(wire(...taken).toString('hex')).toBe(expected.toString('hex'));
}

function add(builder: SegmentBuilder, streamId: number, body: Buffer, flags = 0): void {
  builder.beginEnvelope(streamId, opcode.query, flags);
  builder.writer.raw(body);
  builder.endEnvelope();
}

describe('SegmentBuilder', () => {
  it('makes one segment of one envelope', () => {
    const builder = new SegmentBuilder();
    builder.beginEnvelope(0x0102, opcode.options, 0x02);
    builder.endEnvelope();
    // Origin: v5 spec, sections 2.1 and 2.4; checksums computed bit by bit.
    expect(builder.take()).toEqual([segment(hex('05 02 01 02 05 00 00 00 00'))]);
  });

  it('makes one segment of all the envelopes that gathered', () => {
    const builder = new SegmentBuilder();
    add(builder, 1, utf8('one'));
    add(builder, 32_767, utf8('two'), 0x04);
    expect(builder.take()).toEqual([
      segment(
        wire(
          request({ opcode: opcode.query, streamId: 1 }, utf8('one')),
          request({ opcode: opcode.query, streamId: 32_767, flags: 0x04 }, utf8('two')),
        ),
      ),
    ]);
  });

  it('gives nothing when nothing gathered, and everything only once', () => {
    const builder = new SegmentBuilder();
    expect(builder.take()).toEqual([]);
    add(builder, 1, utf8('one'));
    expect(builder.take()).toHaveLength(1);
    expect(builder.take()).toEqual([]);
  });

  it('says how many bytes wait', () => {
    const builder = new SegmentBuilder();
    expect(builder.pendingBytes).toBe(0);
    add(builder, 1, utf8('one'));
    expect(builder.pendingBytes).toBe(12);
    add(builder, 2, noise(maxPayload));
    expect(builder.pendingBytes).toBeGreaterThan(maxPayload);
    builder.take();
    expect(builder.pendingBytes).toBe(0);
  });

  it.each([0, 3, 200_000])('says how long an envelope with a body of %d bytes is', (length) => {
    const builder = new SegmentBuilder();
    add(builder, 1, utf8('before'));
    builder.beginEnvelope(2, opcode.query, 0);
    builder.writer.raw(noise(length));
    expect(builder.endEnvelope()).toBe(9 + length);
  });

  it('takes back an envelope that could not be encoded', () => {
    const builder = new SegmentBuilder();
    add(builder, 1, utf8('one'));
    builder.beginEnvelope(2, opcode.query, 0);
    builder.writer.raw(noise(100_000));
    builder.abandonEnvelope();
    add(builder, 3, utf8('three'));
    expect(builder.take()).toEqual([
      segment(
        wire(
          request({ opcode: opcode.query, streamId: 1 }, utf8('one')),
          request({ opcode: opcode.query, streamId: 3 }, utf8('three')),
        ),
      ),
    ]);
  });

  it('fills a segment to the last byte', () => {
    const builder = new SegmentBuilder();
    const body = noise(maxPayload - 9);
    add(builder, 1, body);
    expectBytes(builder.take(), segment(request({ opcode: opcode.query, streamId: 1 }, body)));
  });

  it('sends the envelopes before the one that does not fit ahead of it', () => {
    const builder = new SegmentBuilder();
    const large = noise(maxPayload - 9);
    add(builder, 1, utf8('small'));
    add(builder, 2, large);
    add(builder, 3, utf8('after'));
    expectBytes(
      builder.take(),
      wire(
        segment(request({ opcode: opcode.query, streamId: 1 }, utf8('small'))),
        segment(request({ opcode: opcode.query, streamId: 2 }, large)),
        segment(request({ opcode: opcode.query, streamId: 3 }, utf8('after'))),
      ),
    );
  });

  it.each([1, 2])(
    'cuts an envelope of %d payloads and a byte over segments that are not self-contained',
    (payloads) => {
      const builder = new SegmentBuilder();
      const body = noise(payloads * maxPayload - 9 + 1);
      add(builder, 1, utf8('small'));
      add(builder, 2, body);
      add(builder, 3, utf8('after'));
      const large = request({ opcode: opcode.query, streamId: 2 }, body);
      const pieces = Array.from({ length: payloads + 1 }, (_, index) =>
        segment(large.subarray(index * maxPayload, (index + 1) * maxPayload), false),
      );
      expect(wire(...builder.take())).toEqual(
        wire(
          segment(request({ opcode: opcode.query, streamId: 1 }, utf8('small'))),
          ...pieces,
          segment(request({ opcode: opcode.query, streamId: 3 }, utf8('after'))),
        ),
      );
    },
  );

  it('never writes to what it has handed out', () => {
    const builder = new SegmentBuilder();
    const handedOut: { taken: Buffer[]; copy: Buffer }[] = [];
    const bodies = noise(1000);
    for (let round = 0; round < 400; round++) {
      for (let count = 0; count <= round % 7; count++) add(builder, count, bodies.subarray(0, (round * 31) % 1000));
      if (round % 50 === 0) add(builder, 8, Buffer.alloc(round * 1000, round));
      const taken = builder.take();
      handedOut.push({ taken, copy: wire(...taken) });
    }
    for (const { taken, copy } of handedOut) expect(wire(...taken).equals(copy)).toBe(true);
  });

  it('moves an envelope that outgrows the slab without losing the ones before it', () => {
    for (const before of [0, 60_000, 61_400, 61_440, 65_000]) {
      const builder = new SegmentBuilder();
      const first = noise(before);
      if (before > 0) add(builder, 1, first);
      builder.beginEnvelope(2, opcode.query, 0);
      for (let written = 0; written < 9000; written += 100) builder.writer.raw(Buffer.alloc(100, written));
      builder.endEnvelope();
      const second = wire(...Array.from({ length: 90 }, (_, index) => Buffer.alloc(100, index * 100)));
      const envelopes = [
        ...(before > 0 ? [request({ opcode: opcode.query, streamId: 1 }, first)] : []),
        request({ opcode: opcode.query, streamId: 2 }, second),
      ];
      const sent = wire(...builder.take());
      const asOne = segment(wire(...envelopes));
      expect(sent.equals(asOne) || sent.equals(wire(...envelopes.map((envelope) => segment(envelope))))).toBe(true);
    }
  });
});

it.each([
  ['without a compressor', undefined],
  ['with a compressor', deflateCompressor],
])('leaves the bytes of every envelope where and what they are, %s', (_how, compressor) => {
  const builder = new SegmentBuilder(compressor);
  const written: { buffer: Buffer; start: number; body: Buffer }[] = [];
  let state = 1;
  const random = (below: number): number => (state = (state * 48_271) % 0x7fff_ffff) % below;
  for (let round = 0; round < 200; round++) {
    const length = [random(3000), random(3000), 40_000 + random(100_000), random(400_000)][random(4)]!;
    const body = random(2) === 0 ? noise(length) : Buffer.alloc(length, round);
    builder.beginEnvelope(round, opcode.query, 0);
    const start = builder.writer.position;
    builder.writer.raw(body);
    written.push({ buffer: builder.writer.buffer, start, body });
    builder.endEnvelope();
    if (random(4) === 0) builder.take();
  }
  builder.take();
  const changed = written.filter(
    ({ buffer, start, body }) => !buffer.subarray(start, start + body.length).equals(body),
  );
  expect(changed).toHaveLength(0);
});

describe('SegmentBuilder with a compressor', () => {
  it('leaves a small payload as it is: uncompressed length 0', () => {
    const builder = new SegmentBuilder(deflateCompressor);
    builder.beginEnvelope(1, opcode.options, 0);
    builder.endEnvelope();
    expect(builder.take()).toEqual([compressedSegment(request({ opcode: opcode.options, streamId: 1 }), 0)]);
  });

  it('compresses a payload that gets smaller', () => {
    const builder = new SegmentBuilder(deflateCompressor);
    const body = Buffer.alloc(5000, 'repeated ');
    add(builder, 1, body);
    const payload = request({ opcode: opcode.query, streamId: 1 }, body);
    const block = deflateCompressor.compress(payload);
    expect(builder.take()).toEqual([compressedSegment(block, payload.length)]);
    add(builder, 2, utf8('after'));
    expect(builder.take()).toEqual([
      compressedSegment(request({ opcode: opcode.query, streamId: 2 }, utf8('after')), 0),
    ]);
  });

  it('leaves a payload that does not get smaller as it is', () => {
    const builder = new SegmentBuilder(deflateCompressor);
    const body = noise(5000);
    add(builder, 1, body);
    expect(builder.take()).toEqual([compressedSegment(request({ opcode: opcode.query, streamId: 1 }, body), 0)]);
  });

  it('compresses the pieces of a large envelope one by one', () => {
    const builder = new SegmentBuilder(deflateCompressor);
    const body = Buffer.alloc(200_000, 'repeated ');
    add(builder, 1, utf8('small'));
    add(builder, 2, body);
    const large = request({ opcode: opcode.query, streamId: 2 }, body);
    const pieces = [large.subarray(0, maxPayload), large.subarray(maxPayload)];
    expectBytes(
      builder.take(),
      wire(
        compressedSegment(request({ opcode: opcode.query, streamId: 1 }, utf8('small')), 0),
        ...pieces.map((piece) => compressedSegment(deflateCompressor.compress(piece), piece.length, false)),
      ),
    );
  });
});
