import { decodeSegment, encodeSegment, encodeSegmentHeader, maxSegmentPayload, segmentLength } from './segment';
import { WireViolation } from './wire-violation';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('encodeSegmentHeader', () => {
  // Origin: the tests of DataStax's native-protocol and of the C++ driver.
  it.each([
    [5, true, undefined, '05 00 02 19 99 9a'],
    [50, true, undefined, '32 00 02 a5 ff ee'],
    [131071, false, undefined, 'ff ff 01 38 91 fe'],
    [5, true, 12, '05 00 18 00 04 9e 08 38'],
    [5, true, 131071, '05 00 fe ff 07 ae 6c dc'],
  ])('of %p bytes, self-contained: %p, uncompressed: %p', (length, isSelfContained, uncompressed, expected) => {
    expect(encodeSegmentHeader(length, isSelfContained, uncompressed)).toEqual(bytes(expected));
  });
});

describe('encodeSegment', () => {
  it('puts header, payload and checksum in a row', () => {
    expect(encodeSegment({ payload: Buffer.from('hello'), isSelfContained: true })).toEqual(
      Buffer.concat([bytes('05 00 02 19 99 9a'), Buffer.from('hello'), bytes('74 80 0e b6')]),
    );
  });

  it('leaves a payload alone that LZ4 would not make smaller, and says 0 for its uncompressed length', () => {
    const segment = encodeSegment({ payload: Buffer.from('hello'), isSelfContained: true }, true);
    expect(segment.subarray(0, 5)).toEqual(bytes('05 00 00 00 04'));
    expect(segment.subarray(8, 13).toString()).toBe('hello');
  });

  it('refuses a payload beyond the limit', () => {
    expect(() => encodeSegment({ payload: Buffer.alloc(maxSegmentPayload + 1), isSelfContained: true })).toThrow(
      RangeError,
    );
  });
});

describe.each([
  ['plain', false],
  ['LZ4', true],
])('a %s segment', (_, compressed) => {
  const payload = Buffer.from('hello, hello, hello, hello, hello, hello');

  it.each([true, false])('is read back, self-contained: %p', (isSelfContained) => {
    const segment = encodeSegment({ payload, isSelfContained }, compressed);
    expect(segmentLength(segment, compressed)).toBe(segment.length);
    expect(decodeSegment(segment, compressed)).toEqual({ payload, isSelfContained });
  });

  it('is refused with any bit flipped', () => {
    const segment = encodeSegment({ payload, isSelfContained: true }, compressed);
    for (let bit = 0; bit < segment.length * 8; bit++) {
      const flipped = Buffer.from(segment);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => {
        segmentLength(flipped, compressed);
        decodeSegment(flipped, compressed);
      }).toThrow(WireViolation);
    }
  });
});
