import { planSpans } from './plan-spans';
import { SizeEstimates } from './size-estimates';
import { overlapOf, partOfRing, splitSpan, wholeRing, type TokenSpan } from '../routing/token-span';

const keyOf = ({ start, end }: TokenSpan): string => `${start}:${end}`;
const inOrder = (spans: readonly TokenSpan[]): TokenSpan[] => [...spans].sort((a, b) => (a.start < b.start ? -1 : 1));

function isWhole(spans: readonly TokenSpan[]): boolean {
  const ordered = inOrder(spans);
  const follow = ordered.slice(1).every((span, i) => span.start === ordered[i]!.end);
  return follow && ordered[0]!.start === wholeRing.start && ordered.at(-1)!.end === wholeRing.end;
}

describe('planSpans', () => {
  const vnodes = splitSpan(wholeRing, 4);

  test('cuts every vnode into as many parts as its share of the tokens asks for', () => {
    const uneven = [
      { start: wholeRing.start, end: 0n },
      { start: 0n, end: 2n ** 62n },
      { start: 2n ** 62n, end: wholeRing.end },
    ];
    const spans = planSpans(uneven, undefined, { splits: 40, concurrency: 1 });
    const partsOf = ({ start, end }: TokenSpan): number =>
      spans.filter((span) => span.start >= start && span.end <= end).length;
    expect(uneven.map(partsOf)).toEqual([20, 10, 10]);
    expect(isWhole(spans)).toBe(true);
  });

  test('begins with a part of each vnode', () => {
    const spans = planSpans(vnodes, undefined, { splits: 8, concurrency: 1 });
    expect(spans.slice(0, 4).map(({ start }) => start)).toEqual(vnodes.map(({ start }) => start));
  });

  test('cuts parts that are the ring together, although each was cut while other nodes were there', () => {
    const rings = [splitSpan(wholeRing, 3), splitSpan(wholeRing, 7), [wholeRing]];
    const spans = [0, 1, 2, 3, 4].flatMap((index) => {
      const part = partOfRing({ index, of: 5 });
      const vnodes = rings[index % rings.length]!.flatMap((vnode) => overlapOf(vnode, part) ?? []);
      return planSpans(vnodes, undefined, { splits: 4, concurrency: 1 });
    });
    expect(isWhole(spans)).toBe(true);
  });

  test('keeps small vnodes whole, also where there are more of them than parts', () => {
    const many = splitSpan(wholeRing, 1000);
    expect(planSpans(many, undefined, { splits: 10, concurrency: 1 })).toEqual(many);
  });

  test('goes by the bytes that the nodes estimate', () => {
    const bytes = new Map(vnodes.map((vnode, i) => [keyOf(vnode), i === 0 ? 700 : 100]));
    const spans = planSpans(vnodes, new SizeEstimates(bytes, 1), { splits: 10, concurrency: 1 });
    expect(spans.filter(({ end }) => end <= vnodes[0]!.end)).toHaveLength(7);
    expect(spans).toHaveLength(10);
    expect(isWhole(spans)).toBe(true);
  });

  test('takes the average where a node has not said what it holds', () => {
    const bytes = new Map(vnodes.slice(0, 2).map((vnode) => [keyOf(vnode), 100]));
    const spans = planSpans(vnodes, new SizeEstimates(bytes, 0.5), { splits: 8, concurrency: 1 });
    expect(spans).toHaveLength(8);
  });

  test('makes more ranges of a larger table', () => {
    const estimates = (gigabytes: number): SizeEstimates =>
      new SizeEstimates(new Map(vnodes.map((vnode) => [keyOf(vnode), (gigabytes * 2 ** 30) / 4])), 1);
    const count = (gigabytes: number): number =>
      planSpans(vnodes, estimates(gigabytes), { splits: undefined, concurrency: 8 }).length;
    expect(count(0.001)).toBe(64);
    expect(count(4)).toBe(256);
    expect(count(10_000)).toBe(10_000);
  });
});
