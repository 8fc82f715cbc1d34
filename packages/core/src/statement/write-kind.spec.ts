import { writeKindOf, type WriteKind } from './write-kind';

const uuid = '6ab09bec-e68e-48d9-a5f8-97e6fb4c9b47';
const quote = "'";

const texts: readonly (readonly [WriteKind, string])[] = [
  ['read', 'SELECT * FROM t WHERE k IN (1, 2)'],
  ['read', 'DESCRIBE TABLES'],
  ['single', 'INSERT INTO t (k, v) VALUES (?, ?) USING TTL 5'],
  ['single', `INSERT INTO t JSON '{"k": 1, "v": "IF"}'`],
  ['single', 'UPDATE t SET v = ? WHERE k = ?'],
  ['single', 'UPDATE t SET hits = hits + 1 WHERE k = ?'],
  ['single', `UPDATE t SET v = 'x IN y', "IN" = 'IF' WHERE k = $$ IF EXISTS $$`],
  ['single', 'UPDATE t SET inner = 1, iff = 2 WHERE index = 3 -- IF EXISTS\n'],
  ['single', 'UPDATE t /* IF a IN (1) */ SET v = :if WHERE k = :in'],
  ['single', 'DELETE FROM t WHERE k = ? AND c > 3 AND c < 9'],
  ['single', 'DELETE v FROM t WHERE k = ?;'],
  ['scattered', 'UPDATE t SET v = 1 WHERE k IN (1, 2)'],
  ['scattered', 'update t set v = 1 where k in ?'],
  ['scattered', 'DELETE FROM t WHERE k IN :keys'],
  // Only the schema knows that c is no column of the partition key.
  ['scattered', 'DELETE FROM t WHERE k = 1 AND c IN (1, 2)'],
  ['scattered', 'DELETE FROM t WHERE k = 1 AND (c, d) IN ((1, 2))'],
  ['scattered', 'UPDATE t SET v = 1 WHERE k/**/IN(1)'],
  ['conditional', 'INSERT INTO t (k) VALUES (1) IF NOT EXISTS'],
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 2 IF v = 3'],
  ['conditional', 'DELETE FROM t WHERE k IN (1) if exists'],
  // A carriage return ends a comment too.
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 2 -- then\rIF EXISTS'],
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 2 // then\rIF EXISTS'],
  // What needs no blank before the keyword.
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 2IF EXISTS'],
  ['conditional', 'UPDATE t SET v = 1 WHERE k = ?IF EXISTS'],
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 0xabIF EXISTS'],
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 0xabcdefif EXISTS'],
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 1e5IF EXISTS'],
  ['conditional', 'UPDATE t SET v = 1 WHERE k = 12hIF EXISTS'],
  ['conditional', `UPDATE t SET v = 1 WHERE k = ${uuid}IF EXISTS`],
  ['conditional', `UPDATE t SET v = 1 WHERE k = 6ab09bec-e68e-48d9-a5f8-abcdefabcdefIF EXISTS`],
  ['conditional', `UPDATE t SET v = 1 WHERE k = ${quote}a${quote}IF EXISTS`],
  ['logged', 'BEGIN BATCH INSERT INTO t (k) VALUES (1); UPDATE t SET v = 1 WHERE k IN (2, 3) APPLY BATCH'],
  ['logged', 'begin batch using timestamp 1 delete from t where k = 1 apply batch'],
  ['scattered', 'BEGIN UNLOGGED BATCH INSERT INTO t (k) VALUES (1); APPLY BATCH'],
  ['scattered', 'BEGIN /* */ COUNTER BATCH UPDATE t SET hits = hits + 1 WHERE k = 1; APPLY BATCH'],
  ['conditional', 'BEGIN BATCH INSERT INTO t (k) VALUES (1) IF NOT EXISTS; APPLY BATCH'],
  ['conditional', 'BEGIN UNLOGGED BATCH UPDATE t SET v = 1 WHERE k = 1 IF v = 2; APPLY BATCH'],
  ['opaque', 'BEGIN TRANSACTION UPDATE t SET v = 1 WHERE k = 1; COMMIT TRANSACTION'],
  ['opaque', 'BEGIN TRANSACTION IF a.v = 1 THEN UPDATE t SET v = 1 WHERE k = 1; END IF COMMIT TRANSACTION'],
  ['opaque', 'BEGIN'],
  ['opaque', 'BEGIN UNLOGGED'],
  ['opaque', 'MERGE INTO t'],
  ['opaque', ''],
  ['opaque', 'USE ks'],
  ['schema', 'CREATE TABLE IF NOT EXISTS t (k int PRIMARY KEY)'],
  ['schema', 'CREATE ROLE r'],
  ['schema', 'GRANT SELECT ON t TO r'],
  ['schema', 'TRUNCATE t'],
];

describe('writeKindOf', () => {
  it.each(texts)('is %s for %s', (kind, text) => {
    expect(writeKindOf(text)).toBe(kind);
    expect(writeKindOf(`/* first */ -- IF\n ${text}`)).toBe(kind);
  });

  it.each(['cab', 'a', 'fade', 'face'])(
    'holds the column %sin for the keyword: it might be the end of a literal',
    (name) => {
      expect(writeKindOf(`UPDATE t SET ${name}in = 1 WHERE k = 1`)).toBe('scattered');
    },
  );
});
