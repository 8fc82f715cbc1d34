import { createRowClass } from '../codec/row';
import type { ColumnSpec } from '../protocol/data-type';
import { AsyncResultSet } from './async-result-set';
import { RequestExecutionInfo } from './request-execution-info';

function column(name: string): ColumnSpec {
  return {
    keyspace: 'k',
    table: 't',
    name,
    type: { code: 4, info: null, options: { frozen: false, reversed: false } },
  };
}

function resultOf(
  rows: Record<string, unknown>[],
  names: string[],
  mayBeConditional?: boolean,
): AsyncResultSet<Record<string, unknown>> {
  const info = new RequestExecutionInfo([], undefined, 1);
  return AsyncResultSet.create(rows, names.map(column), info, () => Promise.resolve(null), mayBeConditional);
}

describe('AsyncResultSet', () => {
  test('is read as a list, in a loop and in an asynchronous loop', async () => {
    const rows = [{ a: 1 }, { a: 2 }];
    const result = resultOf(rows, ['a']);
    const inLoop: unknown[] = [];
    for await (const row of result) inLoop.push(row);
    expect([result.all(), [...result], inLoop, result.rows]).toEqual([rows, rows, rows, rows]);
    expect(result.length).toBe(2);
    expect(result.one()).toBe(rows[0]);
  });

  test('keeps its rows: each walk gives the same objects, with what the application wrote into them', async () => {
    const result = resultOf(
      Array.from({ length: 1000 }, (_, a) => ({ a })),
      ['a'],
    );
    for (const row of result) row['written'] = true;
    const again: unknown[] = [];
    for await (const row of result) again.push(row);
    expect(again.every((row, index) => row === result.rows[index])).toBe(true);
    expect([...result].every((row, index) => row === again[index] && row['written'] === true)).toBe(true);
    expect(result.one()).toBe(again[0]);
  });

  test('has null for its first row when it is empty', () => {
    expect(resultOf([], ['a']).one()).toBeNull();
  });

  test('says whether a condition held, and undefined where there was none', () => {
    const applied = (names: string[], row: object, mayBeConditional?: boolean): boolean | undefined =>
      resultOf([Object.assign(new (createRowClass(names))(), row)], names, mayBeConditional).wasApplied;
    expect(applied(['[applied]'], { '[applied]': true })).toBe(true);
    expect(applied(['[applied]', 'a'], { '[applied]': false, a: 1 })).toBe(false);
    expect(applied(['a'], { a: 1 })).toBeUndefined();
    expect(applied(['[applied]'], { '[applied]': true }, false)).toBeUndefined();
    expect(resultOf([], []).wasApplied).toBeUndefined();
  });

  test('has no trace when none was asked for', async () => {
    await expect(resultOf([], []).getQueryTrace()).resolves.toBeNull();
  });
});
