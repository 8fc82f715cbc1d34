import { typeCode, type ColumnSpec } from '../protocol/data-type';
import { withMarkerNames, withoutMarkerNames } from './wire-text';

it.each([
  ['SELECT a FROM t WHERE b = ? AND c = :c LIMIT :most', 'SELECT a FROM t WHERE b = ? AND c = ?  LIMIT ?    '],
  ['INSERT INTO t (a, b) VALUES (:a,:"B b")', 'INSERT INTO t (a, b) VALUES (? ,?     )'],
  [
    "UPDATE t SET m = {'a:b': :c, d::e}, n = ':no' WHERE k=: k",
    "UPDATE t SET m = {'a:b': ? , d:? }, n = ':no' WHERE k=?  ",
  ],
  ['SELECT a -- :no\nFROM t', 'SELECT a -- :no\nFROM t'],
])('%s is sent without names, and all else at its place', (query, sent) => {
  expect(withoutMarkerNames(query)).toBe(sent);
});

it('gives parameters the names of the text, and leaves those without one', () => {
  const column = (name: string): ColumnSpec => ({ keyspace: 'ks', table: 't', name, type: { code: typeCode.int, info: null, options: { frozen: false, reversed: false } } }); // oxfmt-ignore
  const named = withMarkerNames('SELECT a FROM t WHERE b = ? AND c = :x AND d = :"X"', ['b', 'c', 'd'].map(column));
  expect(named).toEqual(['b', 'x', 'X'].map(column));
});
