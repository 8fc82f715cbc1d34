import { bindMarkers, isSystemQuery, parseSelect } from './select-statement';

describe('parseSelect', () => {
  it('reads columns with aliases, a count and quoted names', () => {
    expect(parseSelect('select a, B as c, "D", count(*) FROM system.local')?.selectors).toEqual([
      { column: 'a', alias: 'a', isCount: false },
      { column: 'b', alias: 'c', isCount: false },
      { column: 'D', alias: 'D', isCount: false },
      { column: 'count', alias: 'count', isCount: true },
    ]);
  });

  it('reads a star over several lines', () => {
    expect(parseSelect('SELECT *\n  FROM system_schema . keyspaces;')).toEqual({
      keyspace: 'system_schema',
      table: 'keyspaces',
      selectors: null,
      conditions: [],
      limit: null,
    });
  });

  it('reads conditions with literals and markers, and a limit', () => {
    const query =
      "SELECT * FROM system_schema.tables WHERE keyspace_name IN ('a''b', ?) AND table_name = :name LIMIT 5 ALLOW FILTERING";
    expect(parseSelect(query)).toMatchObject({
      conditions: [
        { column: 'keyspace_name', operands: [{ literal: "a'b" }, { marker: 0, name: null }], isList: false },
        { column: 'table_name', operands: [{ marker: 1, name: 'name' }], isList: false },
      ],
      limit: 5,
    });
  });

  it.each(['INSERT INTO a (b) VALUES (1)', 'SELECT toJson(a) FROM b', 'SELECT FROM b'])('leaves %p alone', (query) => {
    expect(parseSelect(query)).toBeNull();
  });
});

describe('isSystemQuery', () => {
  it.each([
    ['SELECT * FROM system.local', true],
    ['select a from SYSTEM_schema.tables where b = 1', true],
    ['SELECT * FROM "system".peers', true],
    ['SELECT * FROM systems.local', false],
    ['SELECT * FROM local', false],
    ["INSERT INTO t (a) VALUES ('SELECT FROM system.local')", false],
  ])('%p: %p', (query, expected) => {
    expect(isSystemQuery(query)).toBe(expected);
  });
});

describe('bindMarkers', () => {
  it('finds markers outside of strings, quoted names and code', () => {
    const query = `SELECT "a?" FROM t WHERE b = ? AND c = '?:x' AND d = :Name AND e = $$ ? $$`;
    expect(bindMarkers(query)).toEqual([null, 'name']);
  });
});
