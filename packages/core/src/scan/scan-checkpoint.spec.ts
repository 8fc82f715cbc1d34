import type { ScanCheckpoint } from '../result/table-scan';
import { checkCheckpoint, fromRangeCheckpoint, toRangeCheckpoint } from './scan-checkpoint';
import { wholeRing } from '../routing/token-span';

const codec = {
  encodePagingState: (_: unknown, state: Buffer): string => state.toString('hex'),
  decodePagingState: (_: unknown, state: string): Buffer => Buffer.from(state, 'hex'),
};

const checkpoint: ScanCheckpoint = {
  version: 1,
  table: '"shop"."items"',
  fingerprint: 'abc',
  rows: 12,
  rangesTotal: 3,
  rest: [{ start: '-9223372036854775808', end: '0', pagingState: 'AAEC', skip: 2, rows: 5 }],
};

test.each([
  { span: wholeRing, pagingState: null, skip: 0, rows: 0 },
  { span: { start: -5n, end: 2n ** 62n }, pagingState: Buffer.from([1, 2]), skip: 3, rows: 9 },
])('a position in a range comes back from JSON as it was (%#)', (position) => {
  const written = JSON.stringify(toRangeCheckpoint(position, codec));
  expect(fromRangeCheckpoint(JSON.parse(written), codec)).toEqual(position);
});

test('a range that was not begun takes no more room than its tokens', () => {
  const position = { span: { start: 1n, end: 2n }, pagingState: null, skip: 0, rows: 0 };
  expect(toRangeCheckpoint(position, codec)).toEqual({ start: '1', end: '2' });
});

describe('checkCheckpoint', () => {
  test('takes what was written down', () => {
    expect(() => checkCheckpoint(JSON.parse(JSON.stringify(checkpoint)), '"shop"."items"')).not.toThrow();
  });

  test('refuses that of another table', () => {
    expect(() => checkCheckpoint(checkpoint, '"shop"."others"')).toThrow('belongs to "shop"."items"');
  });

  test.each([
    null,
    'text',
    {},
    { ...checkpoint, version: 2 },
    { ...checkpoint, rows: -1 },
    { ...checkpoint, fingerprint: 7 },
    { ...checkpoint, rest: {} },
    { ...checkpoint, rest: [null] },
    { ...checkpoint, rest: [{ start: 1, end: 2 }] },
    { ...checkpoint, rest: [{ start: '2', end: '1' }] },
    { ...checkpoint, rest: [{ start: '1', end: '99999999999999999999' }] },
    { ...checkpoint, rest: [{ start: '1', end: '9999999999999999999' }] },
    { ...checkpoint, rest: [{ start: '1', end: '2', skip: 0.5 }] },
    { ...checkpoint, rest: [{ start: '1', end: '2', pagingState: 5 }] },
  ])('refuses what cannot be one (%#)', (value) => {
    expect(() => checkCheckpoint(value as ScanCheckpoint, '"shop"."items"')).toThrow(
      /what scan.checkpoint\(\) returned/,
    );
  });
});
