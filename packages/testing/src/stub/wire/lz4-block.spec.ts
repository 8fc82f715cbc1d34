import { compressSync, uncompressSync } from 'lz4-napi';

import { compressLz4Block, decompressLz4Block } from './lz4-block';

// lz4-napi puts the uncompressed length before a raw block.
const rawBlock = (prefixed: Buffer): Buffer => prefixed.subarray(4);
const prefixed = (block: Buffer, length: number): Buffer => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(length);
  return Buffer.concat([prefix, block]);
};

const inputs: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('a')],
  ['too short for a match', Buffer.from('abcabcabcabc')],
  ['one long run', Buffer.alloc(100_000, 'x')],
  ['repeated text', Buffer.from('the quick brown fox jumps over the lazy dog; '.repeat(500))],
  ['matches further away than an offset reaches', Buffer.concat([Buffer.from('far away '), noise(70_000, 1)])],
  ['noise', noise(5_000, 2)],
  ['noise with repeats', Buffer.concat([noise(300, 3), noise(300, 3), noise(40, 4), noise(300, 3)])],
];

function noise(length: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 16) & 0xff;
    }),
  );
}

describe.each(inputs)('LZ4 of %s', (_, input) => {
  it('is read by another implementation', () => {
    expect(uncompressSync(prefixed(compressLz4Block(input), input.length)).equals(input)).toBe(true);
  });

  it('is read from another implementation', () => {
    expect(decompressLz4Block(rawBlock(compressSync(input)), input.length).equals(input)).toBe(true);
  });
});

describe('compressLz4Block', () => {
  it('starts no match within the last 12 bytes, as the format demands', () => {
    const input = Buffer.from('abcd'.repeat(4));
    expect(compressLz4Block(input)).toEqual(Buffer.concat([Buffer.from([0xf0, 0x01]), input]));
  });
});

describe('decompressLz4Block', () => {
  const block = compressLz4Block(Buffer.from('abcdefgh'.repeat(50)));

  it('refuses a block that is cut anywhere', () => {
    for (let length = 0; length < block.length; length++) {
      expect(() => decompressLz4Block(block.subarray(0, length), 400)).toThrow(RangeError);
    }
  });

  it('refuses a block of another length than announced', () => {
    expect(() => decompressLz4Block(block, 399)).toThrow(RangeError);
    expect(() => decompressLz4Block(block, 401)).toThrow('holds 400 bytes, 401 were announced');
  });

  it('refuses an offset that leads before the start', () => {
    expect(() => decompressLz4Block(Buffer.from([0x10, 0x61, 0x02, 0x00]), 5)).toThrow('outside its output');
  });
});
