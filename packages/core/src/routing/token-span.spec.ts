import { shareOf, splitSpan, tokenOf, widthOf, wholeRing } from './token-span';

describe('splitSpan', () => {
  test.each([1, 2, 3, 7, 1000])('cuts the ring into %p parts that follow one another', (count) => {
    const parts = splitSpan(wholeRing, count);
    expect(parts).toHaveLength(count);
    expect(parts[0]!.start).toBe(wholeRing.start);
    expect(parts.at(-1)!.end).toBe(wholeRing.end);
    parts.slice(1).forEach((part, i) => expect(part.start).toBe(parts[i]!.end));
    const widths = parts.map(widthOf);
    const spread = widths.reduce((a, b) => (a > b ? a : b)) - widths.reduce((a, b) => (a < b ? a : b));
    expect(spread).toBeLessThanOrEqual(1n);
  });

  test('gives no part without a token', () => {
    expect(splitSpan({ start: 5n, end: 7n }, 10)).toEqual([
      { start: 5n, end: 6n },
      { start: 6n, end: 7n },
    ]);
    expect(splitSpan({ start: 5n, end: 5n }, 3)).toEqual([]);
  });
});

test('the whole ring has the share 1', () => {
  expect(shareOf(wholeRing)).toBe(1);
  expect(shareOf({ start: 0n, end: 2n ** 62n })).toBe(0.25);
});

test.each([
  [0n, { high: 0, low: 0 }],
  [-1n, { high: -1, low: 0xffff_ffff }],
  [wholeRing.start, { high: -0x8000_0000, low: 0 }],
  [wholeRing.end, { high: 0x7fff_ffff, low: 0xffff_ffff }],
])('the token %p has the halves %p', (value, halves) => {
  expect(tokenOf(value)).toEqual(halves);
});
