// Origin of every image here: the v4 spec, sections 2 and 5, written out by hand.
import { deflateCompressor } from './deflate-compressor.spec-support';
import { EnvelopeBuilder } from './envelope-builder';
import { opcode } from './opcode';
import { hex, int, request, utf8, wire } from './wire-bytes.spec-support';

const version = 0x04;

function add(builder: EnvelopeBuilder, streamId: number, body: Buffer, flags = 0): number {
  builder.beginEnvelope(streamId, opcode.query, flags);
  builder.writer.raw(body);
  return builder.endEnvelope();
}

const image = (streamId: number, body: Buffer, flags = 0): Buffer =>
  request({ opcode: opcode.query, streamId, flags, version }, body);

/** Compares as text: comparing large buffers element by element takes seconds. */
function expectBytes(taken: Buffer[], ...expected: Buffer[]): void {
  expect(wire(...taken).toString('hex')).toBe(wire(...expected).toString('hex'));
}

describe('EnvelopeBuilder', () => {
  it('gives one bare envelope', () => {
    const builder = new EnvelopeBuilder();
    builder.beginEnvelope(0x0102, opcode.options, 0x02);
    expect(builder.endEnvelope()).toBe(9);
    expect(builder.take()).toEqual([hex('04 02 01 02 05 00 00 00 00')]);
  });

  it('gives all the envelopes that gathered as one piece', () => {
    const builder = new EnvelopeBuilder();
    expect(add(builder, 1, utf8('one'))).toBe(12);
    add(builder, 32_767, utf8('two'), 0x04);
    expect(builder.take()).toEqual([wire(image(1, utf8('one')), image(32_767, utf8('two'), 0x04))]);
  });

  it('gives nothing when nothing gathered, and everything only once', () => {
    const builder = new EnvelopeBuilder();
    expect(builder.take()).toEqual([]);
    add(builder, 1, utf8('one'));
    expect(builder.take()).toHaveLength(1);
    expect(builder.take()).toEqual([]);
  });

  it('says how many bytes wait', () => {
    const builder = new EnvelopeBuilder();
    expect(builder.pendingBytes).toBe(0);
    add(builder, 1, utf8('one'));
    expect(builder.pendingBytes).toBe(12);
    add(builder, 2, Buffer.alloc(100_000));
    expect(builder.pendingBytes).toBe(12 + 100_009);
    builder.take();
    expect(builder.pendingBytes).toBe(0);
  });

  it('never writes over what it gave', () => {
    const builder = new EnvelopeBuilder();
    const taken: Buffer[] = [];
    const expected: Buffer[] = [];
    for (let streamId = 0; streamId < 3000; streamId++) {
      const body = Buffer.alloc(streamId % 100, streamId);
      add(builder, streamId, body);
      expected.push(image(streamId, body));
      if (streamId % 7 === 0) taken.push(...builder.take());
    }
    expectBytes([...taken, ...builder.take()], ...expected);
  });

  it('takes an envelope larger than its slab, and keeps no such room for the small ones after it', () => {
    const builder = new EnvelopeBuilder();
    const large = Buffer.alloc(300_000, 'large');
    add(builder, 1, utf8('one'));
    add(builder, 2, large);
    expectBytes(builder.take(), image(1, utf8('one')), image(2, large));
    expect(builder.writer.buffer.length).toBe(65_536);
  });

  it('forgets an envelope that could not be encoded', () => {
    const builder = new EnvelopeBuilder();
    add(builder, 1, utf8('one'));
    builder.beginEnvelope(2, opcode.query, 0);
    builder.writer.raw(Buffer.alloc(200_000));
    builder.abandonEnvelope();
    add(builder, 3, utf8('three'));
    expectBytes(builder.take(), image(1, utf8('one')), image(3, utf8('three')));
  });

  it('lets wait what is added while an envelope is encoded', () => {
    const builder = new EnvelopeBuilder();
    builder.beginEnvelope(1, opcode.query, 0);
    builder.writer.raw(utf8('on'));
    builder.add(image(2, utf8('two')));
    builder.writer.raw(utf8('e'));
    builder.endEnvelope();
    builder.add(image(3, utf8('three')));
    expectBytes(builder.take(), image(1, utf8('one')), image(2, utf8('two')), image(3, utf8('three')));
  });

  it('sends what waited although the envelope before it was abandoned', () => {
    const builder = new EnvelopeBuilder();
    builder.beginEnvelope(1, opcode.query, 0);
    builder.add(image(2, utf8('two')));
    builder.abandonEnvelope();
    expectBytes(builder.take(), image(2, utf8('two')));
  });

  it('refuses a body longer than the protocol allows', () => {
    const builder = new EnvelopeBuilder();
    builder.beginEnvelope(1, opcode.query, 0);
    builder.writer.position += 256 * 1024 * 1024 + 1;
    expect(() => builder.endEnvelope()).toThrow('the protocol allows 268435456');
  });
});

describe('EnvelopeBuilder with a compressor', () => {
  it('compresses a body, with its length before it and its flag, but leaves small ones as they are', () => {
    const builder = new EnvelopeBuilder(deflateCompressor);
    const long = Buffer.alloc(5000, 'text ');
    expect(add(builder, 1, long, 0x04)).toBe(5009);
    add(builder, 2, utf8('short'));
    const compressed = wire(int(5000), deflateCompressor.compress(long));
    expectBytes(builder.take(), image(1, compressed, 0x05), image(2, utf8('short')));
  });

  it('leaves the bytes of an envelope where and what they are', () => {
    const builder = new EnvelopeBuilder(deflateCompressor);
    const written = Array.from({ length: 200 }, (_, index) => {
      const body = Buffer.alloc((index * 37) % 3000, index);
      builder.beginEnvelope(index, opcode.query, 0);
      const start = builder.writer.position;
      builder.writer.raw(body);
      const { buffer } = builder.writer;
      builder.endEnvelope();
      return { buffer, start, body };
    });
    builder.take();
    const changed = written.filter(
      ({ buffer, start, body }) => !buffer.subarray(start, start + body.length).equals(body),
    );
    expect(changed).toHaveLength(0);
  });

  it('sends a body as it is where compression does not make it shorter', () => {
    const noise = Buffer.from(
      Array.from({ length: 600 }, (_, index) => (Math.imul(index, 2_654_435_761) >>> 13) & 0xff),
    );
    const builder = new EnvelopeBuilder({ compress: (body) => body, decompress: (block) => block });
    add(builder, 1, noise);
    expectBytes(builder.take(), image(1, noise));
  });
});
