import { Long } from '../driver/values';
import { Token, maxToken, minToken } from './token';

describe('Token', () => {
  it.each([
    ['0', 0, 0],
    ['1', 0, 1],
    ['-1', -1, 0xffff_ffff],
    ['4294967296', 1, 0],
    ['-4294967297', -2, 0xffff_ffff],
    ['9223372036854775807', 0x7fff_ffff, 0xffff_ffff],
    ['-9223372036854775808', -0x8000_0000, 0],
  ])('reads %s and prints it again', (text, high, low) => {
    const token = Token.parse(text);
    expect([token.high, token.low]).toEqual([high, low]);
    expect(token.toString()).toBe(text);
  });

  it.each(['', 'abc', '1.5', '9223372036854775808', '170141183460469231731687303715884105727'])(
    'refuses %p, which is no token of Murmur3Partitioner',
    (text) => expect(() => Token.parse(text)).toThrow(RangeError),
  );

  it('orders as signed 64-bit numbers', () => {
    const texts = ['-9223372036854775808', '-4294967297', '-1', '0', '4294967295', '4294967296', '9223372036854775807'];
    const tokens = texts.map((text) => Token.parse(text));
    const shuffled = [3, 6, 0, 5, 2, 1, 4].map((i) => tokens[i]!);
    expect(shuffled.sort((a, b) => a.compare(b))).toEqual(tokens);
    expect(minToken.compare(maxToken)).toBeLessThan(0);
    expect(tokens[2]!.equals(Token.parse('-1'))).toBe(true);
    expect(tokens[2]!.equals(tokens[3]!)).toBe(false);
  });

  it('gives a value that can be bound as bigint', () => {
    expect(Token.parse('-4294967297').getValue()).toEqual(Long.fromString('-4294967297'));
  });
});
