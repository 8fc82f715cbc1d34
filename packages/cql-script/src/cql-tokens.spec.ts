import { commentEnd, cqlTokens, firstWord, foldName, isClosed, quoteName, skipBlanks } from './cql-tokens';

describe('cqlTokens', () => {
  it('tells words, strings, quoted names, bodies and signs apart', () => {
    const tokens = cqlTokens(`SELECT "a""b", 'it''s' FROM t1 AS $$ x; $$;`);
    expect(tokens.map(({ kind, text }) => [kind, text])).toEqual([
      ['word', 'SELECT'],
      ['quotedName', '"a""b"'],
      ['sign', ','],
      ['string', `'it''s'`],
      ['word', 'FROM'],
      ['word', 't1'],
      ['word', 'AS'],
      ['body', '$$ x; $$'],
      ['sign', ';'],
    ]);
  });

  it('leaves white space and comments out', () => {
    const text = '-- one\r\n a/* two */b // three\rc';
    expect(cqlTokens(text).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(cqlTokens(text)[1]).toMatchObject({ start: 19, end: 20 });
  });

  it.each(["'open", '"open', '$$open', "'it''"])('ends %j with the text', (text) => {
    expect(cqlTokens(text)).toMatchObject([{ text, start: 0, end: text.length }]);
  });
});

describe('isClosed', () => {
  it.each(["''", "'it''s'", '""', '$$$$', '/**/', 'word', '$', '/'])('takes %j for closed', (token) => {
    expect(isClosed(token)).toBe(true);
  });

  it.each(["'", "'it''", '"a', '$$', '$$$', '$$a$', '/*', '/*/', '/* *'])('takes %j for open', (token) => {
    expect(isClosed(token)).toBe(false);
  });
});

describe('comments', () => {
  it.each([
    ['-- a\nb', 4],
    ['// a\rb', 4],
    ['/* a */b', 7],
    ['/* a', 4],
    ['- a', 0],
    ['a -- b', 0],
  ])('of %j end at %p', (text, end) => {
    expect(commentEnd(text, 0)).toBe(end);
  });

  it('are skipped together with white space', () => {
    expect(skipBlanks(' \t-- a\n/* b */\n c', 0)).toBe(16);
  });
});

describe('names', () => {
  it.each([
    ['Users', 'users'],
    ['"Users"', 'Users'],
    ['"a ""b"""', 'a "b"'],
  ])('are folded: %j to %j', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });

  it('are quoted', () => {
    expect(quoteName('a "b"')).toBe('"a ""b"""');
  });
});

it('firstWord finds the keyword behind comments', () => {
  expect(firstWord('/* by the job */ select 1')).toBe('SELECT');
  expect(firstWord('"select" 1')).toBe('');
});
