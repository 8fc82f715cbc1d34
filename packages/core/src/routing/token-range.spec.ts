import { Token } from './token';
import { TokenRange } from './token-range';

const min = '-9223372036854775808';
const max = '9223372036854775807';

function range(start: string | number, end: string | number): TokenRange {
  return new TokenRange(Token.parse(String(start)), Token.parse(String(end)));
}

function texts(ranges: readonly TokenRange[]): string[] {
  return ranges.map(String);
}

describe('TokenRange', () => {
  it('excludes its start and includes its end', () => {
    const members = [-1, 0, 1, 9, 10, 11].filter((token) => range(0, 10).contains(Token.parse(String(token))));
    expect(members).toEqual([1, 9, 10]);
  });

  it('contains what lies on both sides of the end of the ring when it wraps around', () => {
    const wrapping = range(10, -10);
    expect(wrapping.isWrappedAround()).toBe(true);
    const members = [max, min, '-10', '-9', '10', '11'].filter((token) => wrapping.contains(Token.parse(token)));
    expect(members).toEqual([max, min, '-10', '11']);
    expect(texts(wrapping.unwrap())).toEqual([`]10, ${min}]`, `]${min}, -10]`]);
  });

  it('is the whole ring from the smallest token to the smallest token', () => {
    const whole = range(min, min);
    expect(whole.isEmpty()).toBe(false);
    expect(whole.isWrappedAround()).toBe(false);
    expect([min, '0', max].every((token) => whole.contains(Token.parse(token)))).toBe(true);
  });

  it('ends with the ring when its end is the smallest token', () => {
    const last = range(5, min);
    expect(last.isWrappedAround()).toBe(false);
    expect([max, min, '5', '4'].map((token) => last.contains(Token.parse(token)))).toEqual([true, true, false, false]);
  });

  it('is empty from any other token to itself', () => {
    expect(range(7, 7).isEmpty()).toBe(true);
    expect(range(7, 7).contains(Token.parse('7'))).toBe(false);
    expect(() => range(7, 7).splitEvenly(2)).toThrow(RangeError);
  });

  describe('splitEvenly', () => {
    it('cuts a plain range', () => {
      expect(texts(range(0, 10).splitEvenly(4))).toEqual([']0, 2]', ']2, 5]', ']5, 7]', ']7, 10]']);
    });

    it('cuts the whole ring into quarters', () => {
      expect(texts(range(min, min).splitEvenly(4))).toEqual([
        `]${min}, -4611686018427387905]`,
        ']-4611686018427387905, -1]',
        ']-1, 4611686018427387903]',
        `]4611686018427387903, ${min}]`,
      ]);
    });

    it('cuts across the end of the ring', () => {
      expect(texts(range('9223372036854775803', '-9223372036854775803').splitEvenly(2))).toEqual([
        `]9223372036854775803, ${min}]`,
        `]${min}, -9223372036854775803]`,
      ]);
    });

    it('gives fewer parts when there are fewer tokens than parts, never one that means the whole ring', () => {
      expect(texts(range(max, '-9223372036854775807').splitEvenly(5))).toEqual([
        `]${max}, ${min}]`,
        `]${min}, -9223372036854775807]`,
      ]);
    });

    it.each([0, 1.5, -1])('refuses %p parts', (parts) => {
      expect(() => range(0, 10).splitEvenly(parts)).toThrow(RangeError);
    });
  });
});
