import { AsyncResultSet } from '@async-cassandra/core';
import { ResultSet } from './result-set';

const { executionInfo } = AsyncResultSet.of([]);
const columns = [{ name: 'a' }] as never;

/** A result of these pages of numbers. */
function resultOf([rows = [], ...rest]: number[][]): ResultSet {
  const pagingState = rest.length === 0 ? null : Buffer.from(`page ${rest.length}`).toString('base64url');
  const parts = { rows: rows.map((a) => ({ a })) as never, columns, executionInfo, pagingState };
  return new ResultSet(parts, () => Promise.resolve(resultOf(rest)));
}

describe('a result', () => {
  test('loses no row behind empty pages', async () => {
    const seen: unknown[] = [];
    for await (const { a } of resultOf([[], [1, 2], [], [], [3], []])) seen.push(a);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('iterates over its own page without await', () => {
    const result = resultOf([[1, 2], [3]]);
    expect([...result].map(({ a }) => a as number)).toEqual([1, 2]);
    expect([result.rowLength, result.isPaged(), result.isExhausted()]).toEqual([2, true, false]);
    expect(Buffer.from(result.pageState, 'hex')).toEqual(result.rawPageState);
  });

  test('is shown whole in JSON, with its info', () => {
    const shown = JSON.parse(JSON.stringify(resultOf([[1]]))) as Record<string, unknown>;
    expect(Object.keys(shown).sort()).toEqual(['columns', 'info', 'pageState', 'rowLength', 'rows']);
    expect(shown['info']).toMatchObject({ triedHosts: {}, isSchemaInAgreement: true });
  });

  test('has no rows where the statement gives none', () => {
    const result = new ResultSet({ rows: [], columns: [], executionInfo, pagingState: null });
    expect(result).toMatchObject({ rows: undefined, rowLength: undefined, columns: null, pageState: null });
    expect([...result]).toEqual([]);
    expect([result.first(), result.wasApplied()]).toEqual([null, true]);
  });
});
