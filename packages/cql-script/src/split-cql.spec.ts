import { splitCql } from './split-cql';

const textsOf = (script: string) => splitCql(script).map(({ text }) => text);

describe('splitCql', () => {
  it('cuts at semicolons and trims', () => {
    expect(textsOf(' SELECT 1 ;\n\n SELECT 2;')).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('takes a last statement without a semicolon', () => {
    expect(textsOf('SELECT 1; SELECT 2')).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('gives nothing for blanks, comments and lone semicolons', () => {
    expect(textsOf(' ;; -- only\n // this\n /* and ; this */ ;')).toEqual([]);
  });

  it.each([
    ['a string', "INSERT INTO t (a) VALUES (';')"],
    ['a string with a doubled quote', "INSERT INTO t (a) VALUES ('it''s; fine')"],
    ['a string that ends in a doubled quote', "INSERT INTO t (a) VALUES (';''')"],
    ['a quoted name', 'SELECT "a;b" FROM t'],
    ['a quoted name with a doubled quote', 'SELECT "a"";b" FROM t'],
    ['a $$ body', "CREATE FUNCTION f(a int) RETURNS int LANGUAGE java AS $$ int b = a; return b; // it's $$"],
    ['a string with comment marks', "INSERT INTO t (a) VALUES ('-- // /* ;')"],
    ['a $$ body with comment marks', 'CREATE FUNCTION f() AS $$ /* -- ; $$'],
  ])('leaves a semicolon in %s alone', (_, statement) => {
    expect(textsOf(`${statement};\nSELECT 1;`)).toEqual([statement, 'SELECT 1']);
  });

  it.each([
    ['--', 'SELECT 1 -- ; it\'s "open\n;SELECT 2'],
    ['//', "SELECT 1 // ; it's $$open\n;SELECT 2"],
    ['/* */', "SELECT 1 /* ; it's \n -- open */;SELECT 2"],
  ])('drops a %s comment', (_, script) => {
    expect(textsOf(script)).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('ends a line comment at the end of the script', () => {
    expect(textsOf('SELECT 1; -- the end')).toEqual(['SELECT 1']);
  });

  it('does not join the words around a comment', () => {
    expect(textsOf('SELECT/* x */1')).toEqual(['SELECT 1']);
  });

  it.each(['BEGIN BATCH', 'begin unlogged batch', 'BEGIN COUNTER BATCH USING TIMESTAMP 5', 'BEGIN /* ; */ BATCH'])(
    'keeps %s whole until APPLY BATCH',
    (begin) => {
      const batch = `${begin} INSERT INTO t (a) VALUES (1); UPDATE t SET b = 'APPLY BATCH;' WHERE a = 2; apply\n batch`;
      expect(splitCql(`${batch}; SELECT 1;`)).toHaveLength(2);
    },
  );

  it('does not take a column named begin for a batch', () => {
    expect(textsOf('SELECT begin FROM t; SELECT 1')).toEqual(['SELECT begin FROM t', 'SELECT 1']);
  });

  it('knows the line on which each statement begins', () => {
    expect(splitCql('-- first\n\nSELECT 1;\n  /* \n */ SELECT\n2;SELECT 3').map(({ line }) => line)).toEqual([3, 5, 6]);
  });

  it.each([
    ["SELECT 1;\nSELECT 'a", 'string', 2],
    ['SELECT "a', 'quoted name', 1],
    ['\n\nAS $$ a', '$$ body', 3],
    ['/* a', 'comment', 1],
    ['\nBEGIN BATCH INSERT INTO t (a) VALUES (1);', 'batch', 2],
  ])('refuses %j: it ends inside a %s', (script, what, line) => {
    expect(() => splitCql(script)).toThrow(new RegExp(`ends inside a .*${what.replace(/\$/g, '\\$')}.* line ${line}$`));
  });
});
