import { isReadKind, keyspaceOfUse, namesKeyspace, parameterMarkers, statementKind } from './cql-scanner';

describe('statementKind', () => {
  it.each([
    ['SELECT * FROM t', 'select'],
    ['select json * from t', 'select'],
    ['  \n\t\r SeLeCt 1', 'select'],
    ['-- a comment\nSELECT 1', 'select'],
    ['// a comment\r\n-- another\n/* and a\n third */ SELECT 1', 'select'],
    ['/**/SELECT/**/ 1', 'select'],
    ['INSERT INTO t (a) VALUES (1)', 'insert'],
    ['UPDATE t SET a = 1', 'update'],
    ['DELETE FROM t', 'delete'],
    ['BEGIN BATCH INSERT INTO t (a) VALUES (1); APPLY BATCH', 'batch'],
    ['CREATE TABLE t (a int PRIMARY KEY)', 'schema'],
    ['ALTER TABLE t ADD b int', 'schema'],
    ['DROP TABLE t', 'schema'],
    ['TRUNCATE t', 'truncate'],
    ['USE shop', 'use'],
    ['GRANT SELECT ON t TO r', 'permission'],
    ['LIST ROLES', 'inspection'],
    ['DESCRIBE TABLES', 'inspection'],
    ['DESC TABLES', 'inspection'],
    ['SELECTED', 'unknown'],
    ['nonsense', 'unknown'],
    ['', 'unknown'],
    ['-- only a comment', 'unknown'],
    ['/* never closed', 'unknown'],
    ['"SELECT" 1', 'unknown'],
  ])('reads %j as %s', (query, kind) => {
    expect(statementKind(query)).toBe(kind);
  });

  it.each([
    ['select', true],
    ['inspection', true],
    ['insert', false],
    ['batch', false],
    ['use', false],
    ['unknown', false],
  ] as const)('takes %s for a read: %p', (kind, expected) => {
    expect(isReadKind(kind)).toBe(expected);
  });
});

describe('keyspaceOfUse', () => {
  it.each([
    ['USE shop', 'shop'],
    ['use Shop;', 'shop'],
    ['USE "Shop"', 'Shop'],
    ['USE "a ""quoted"" name" ;', 'a "quoted" name'],
    ['/* c */ USE -- x\n shop', 'shop'],
    ['USE', undefined],
    ['USE ;', undefined],
    ['USE ""', undefined],
    ['USED shop', undefined],
    ['SELECT * FROM use', undefined],
  ])('reads %j as %p', (query, keyspace) => {
    expect(keyspaceOfUse(query)).toBe(keyspace);
  });
});

describe('namesKeyspace', () => {
  test.each([
    ['SELECT * FROM items', false],
    ['SELECT * FROM shop.items WHERE id = ?', true],
    ['select json "from", \'from a.b\' FrOm /* the */ "Shop" . "Items"', true],
    ['SELECT "from a.b" FROM items WHERE t = 1.5', false],
    ['SELECT from_a.x FROM items', false],
    ['SELECT a FROM', false],
    ['', false],
  ])('of %p is %p', (query, expected) => {
    expect(namesKeyspace(query)).toBe(expected);
  });
});

describe('parameterMarkers', () => {
  function names(query: string): (string | undefined)[] {
    return parameterMarkers(query).map(({ name }) => name);
  }

  it.each<[string, (string | undefined)[]]>([
    ['SELECT * FROM t WHERE a = 1', []],
    ['SELECT * FROM t WHERE a = ? AND b = ?', [undefined, undefined]],
    ['SELECT * FROM t WHERE a=:firstName AND b=:"firstName"', ['firstname', 'firstName']],
    ['SELECT * FROM t WHERE a = : spaced AND b = :"with ""quotes"""', ['spaced', 'with "quotes"']],
    ['INSERT INTO t (a,b) VALUES (?,:b)', [undefined, 'b']],
    ["SELECT '?', ':no', 'it''s ?' FROM t WHERE a = ?", [undefined]],
    ['SELECT "?", ":no", "a""?" FROM t WHERE a = ?', [undefined]],
    ['SELECT $$ ? :no \' " $$ FROM t WHERE a = ?', [undefined]],
    ['SELECT a -- ? :no\n FROM t // ? :no\n WHERE /* ? :no */ a = ?', [undefined]],
    ["SELECT '/* ' FROM t WHERE a = ? AND b = ' */'", [undefined]],
    ["UPDATE t SET m = {'a':1, 'b': 2} WHERE k = :k", ['k']],
    [
      "UPDATE t SET m = m + {'a'::value, :key:?, 'c' : :other} WHERE k = ?",
      ['value', 'key', undefined, 'other', undefined],
    ],
    ['UPDATE t SET m = {a:now(), b::at} WHERE k = ?', ['at', undefined]],
    ['UPDATE t SET s = {:one, :two} WHERE k = 1', ['one', 'two']],
    ['UPDATE t SET m = {1:{x:now(), y::y}, 2::z}', ['y', 'z']],
    ['UPDATE t SET m = {1:[a, :b], 2:f(1, (int):c, x - :d), 3::e}', ['b', 'c', 'd', 'e']],
    ['UPDATE t SET m = {1:[{a:1},{b::c}],2::d} WHERE k=:e', ['c', 'd', 'e']],
    ['SELECT a[:i] FROM t WHERE (a, b) IN ((?, :b), (:c, ?))', ['i', undefined, 'b', 'c', undefined]],
    ["CREATE TABLE t (a int) WITH compaction = {'class':'x'}", []],
    ['UPDATE t USING TTL :ttl AND TIMESTAMP ? SET a = a+:n', ['ttl', undefined, 'n']],
    ["SELECT 'never closed ?", []],
    ['SELECT "never closed ?', []],
    ['SELECT $$never closed ?', []],
    ['SELECT a$b FROM t WHERE x = ?', [undefined]],
    ['SELECT :', []],
    ['} ) ] ?', [undefined]],
    ['SELECT é FROM t WHERE ñ = ?', [undefined]],
  ])('finds in %j %j', (query, expected) => {
    expect(names(query)).toEqual(expected);
  });

  it('says where each marker stands', () => {
    expect(parameterMarkers('SELECT ?, :a')).toEqual([
      { position: 7, end: 8, name: undefined },
      { position: 10, end: 12, name: 'a' },
    ]);
  });

  it('ends on any text', () => {
    const alphabet = [
      '?',
      ':',
      '"',
      "'",
      '$$',
      '--',
      '//',
      '/*',
      '*/',
      '\n',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ',',
      ' ',
      'a',
      '-',
      '/',
    ];
    let seed = 1;
    const next = (limit: number) => ((seed = (seed * 48_271) % 0x7fff_ffff), seed % limit);
    for (let i = 0; i < 5000; i++) {
      const query = Array.from({ length: next(30) }, () => alphabet[next(alphabet.length)]).join('');
      for (const { position } of parameterMarkers(query)) expect('?:').toContain(query[position]);
    }
  });
});
