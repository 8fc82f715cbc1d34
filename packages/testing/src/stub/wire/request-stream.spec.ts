import { envelope, longString, short, int, hex, image, text } from '../../../test/wire-image';
import { RequestStream } from './request-stream';
import { encodeSegment, maxSegmentPayload } from './segment';
import { WireViolation } from './wire-violation';

const options = envelope(5, 0, 1, 0x05);
const query = envelope(5, 0, 2, 0x07, longString('SELECT 1'), short(1), int(0));
const large = envelope(5, 0, 3, 0x07, longString('x'.repeat(300_000)), short(1), int(0));

function largeInSegments(compressed: boolean): Buffer[] {
  return [0, 1, 2].map((part) => {
    const payload = large.subarray(part * maxSegmentPayload, (part + 1) * maxSegmentPayload);
    return encodeSegment({ payload, isSelfContained: false }, compressed);
  });
}

/** The envelopes that come out, as [bytes, segment number], switching to segments after the first. */
function read(chunks: readonly Buffer[], compressed = false): [Buffer, number | null][] {
  const received: [Buffer, number | null][] = [];
  const stream = new RequestStream((envelopeBytes, segment) => {
    received.push([Buffer.from(envelopeBytes), segment]);
    if (received.length === 1) {
      stream.useSegments(compressed);
    }
  });
  chunks.forEach((chunk) => stream.push(chunk));
  return received;
}

describe.each([
  ['plain', false],
  ['LZ4', true],
])('requests in %s segments', (_, compressed) => {
  const sent = image(
    options,
    encodeSegment({ payload: image(query, options), isSelfContained: true }, compressed),
    encodeSegment({ payload: query, isSelfContained: true }, compressed),
  );
  const expected = [
    [options, null],
    [query, 0],
    [options, 0],
    [query, 1],
  ];

  it('come out of one chunk', () => {
    expect(read([sent], compressed)).toEqual(expected);
  });

  it('come out byte by byte', () => {
    expect(
      read(
        Array.from(sent, (value) => Buffer.from([value])),
        compressed,
      ),
    ).toEqual(expected);
  });

  it('come out of two chunks, cut anywhere', () => {
    for (let cut = 0; cut <= sent.length; cut++) {
      expect(read([sent.subarray(0, cut), sent.subarray(cut)], compressed)).toEqual(expected);
    }
  });

  it('come out whole where they span segments', () => {
    expect(read([options, ...largeInSegments(compressed)], compressed)).toEqual([
      [options, null],
      [large, 2],
    ]);
  });
});

describe('a stream of bare envelopes', () => {
  it.each([
    ['the direction of a response', hex('85 00 0000 05 00000000'), 'direction of a response'],
    ['a negative length', hex('05 00 0000 05 ffffffff'), 'impossible body length of -1'],
    ['a length beyond the limit', hex('05 00 0000 05 7fffffff'), 'impossible body length'],
  ])('is refused with %s', (_, bytes, message) => {
    expect(() => read([bytes])).toThrow(message);
  });
});

describe('a stream of segments', () => {
  const inSegment = (payload: Buffer, isSelfContained = true): Buffer => encodeSegment({ payload, isSelfContained });

  it.each([
    ['an envelope that does not fit its self-contained segment', [inSegment(query.subarray(0, 20))]],
    ['a rest that is no envelope', [inSegment(image(query, text('rest')))]],
    ['a self-contained segment within a large envelope', [largeInSegments(false)[0]!, inSegment(query)]],
    ['more bytes than the large envelope has', [inSegment(image(query, query), false)]],
    ['a bare envelope', [query]],
  ])('is refused with %s', (_, chunks) => {
    expect(() => read([options, ...chunks])).toThrow(WireViolation);
  });

  it('gives nothing more once it is stopped', () => {
    const received: Buffer[] = [];
    const stream = new RequestStream((bytes) => {
      received.push(bytes);
      stream.stop();
    });
    stream.push(image(options, options));
    stream.push(options);
    expect(received).toHaveLength(1);
  });
});
