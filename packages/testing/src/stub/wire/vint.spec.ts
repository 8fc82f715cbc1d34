import { signedVintBytes, unsignedVintBytes } from './vint';

const hex = (bytes: Buffer): string => bytes.toString('hex');

describe('unsignedVintBytes', () => {
  it.each([
    [0n, '00'],
    [127n, '7f'],
    [128n, '8080'],
    [0x3fffn, 'bfff'],
    [0x4000n, 'c04000'],
    [2n ** 56n - 1n, 'feffffffffffffff'],
    [2n ** 64n - 1n, 'ffffffffffffffffff'],
  ])('of %p', (value, expected) => {
    expect(hex(unsignedVintBytes(value))).toBe(expected);
  });
});

describe('signedVintBytes', () => {
  it.each([
    [0n, '00'],
    [-1n, '01'],
    [1n, '02'],
    [-64n, '7f'],
    [64n, '8080'],
    [-(2n ** 63n), 'ffffffffffffffffff'],
  ])('of %p', (value, expected) => {
    expect(hex(signedVintBytes(value))).toBe(expected);
  });
});
