import { outlineCql } from './cql-outline';

const uuid = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';

describe('what a CQL text does', () => {
  it.each([
    ['SELECT * FROM users WHERE id = ?', 'SELECT', 'users'],
    ['select name from shop.users', 'select', 'shop.users'],
    ['SELECT "Name" FROM "Shop"."Users"', 'SELECT', '"Shop"."Users"'],
    ['-- by the nightly job\nSELECT a FROM /* the */ t', 'SELECT', 't'],
    ['INSERT INTO events (a) VALUES (?) USING TTL 5', 'INSERT', 'events'],
    ['UPDATE shop.stock SET left = left - 1 WHERE id = 5', 'UPDATE', 'shop.stock'],
    ['DELETE name FROM users WHERE id = 5', 'DELETE', 'users'],
    ['TRUNCATE users', 'TRUNCATE', 'users'],
    ['TRUNCATE TABLE shop.users', 'TRUNCATE', 'shop.users'],
    ['CREATE TABLE IF NOT EXISTS shop.users (id int PRIMARY KEY)', 'CREATE TABLE', 'shop.users'],
    ['CREATE CUSTOM INDEX by_name ON users (name)', 'CREATE INDEX', 'users'],
    ['DROP TABLE IF EXISTS users', 'DROP TABLE', 'users'],
    ['ALTER KEYSPACE shop WITH durable_writes = false', 'ALTER KEYSPACE', undefined],
    ["CREATE ROLE bob WITH PASSWORD = 'secret'", 'CREATE ROLE', undefined],
    ['SELECT password FROM users', 'SELECT', 'users'],
    ['BEGIN UNLOGGED BATCH INSERT INTO t (a) VALUES (1); APPLY BATCH', 'BATCH', undefined],
    ['BEGIN TRANSACTION SELECT a FROM t; COMMIT TRANSACTION', 'TRANSACTION', undefined],
    ['CREATE OR REPLACE FUNCTION shop.f (a int) ...', 'CREATE FUNCTION', undefined],
    ['CREATE MATERIALIZED VIEW v AS SELECT a FROM t', 'CREATE MATERIALIZED', undefined],
    ['USE shop', 'USE', undefined],
    ['GRANT SELECT ON shop.users TO bob', 'GRANT', undefined],
    ['ADD IDENTITY bob TO ROLE bob', 'ADD', undefined],
    ['', '', undefined],
    ['(not CQL', '', undefined],
    // An application that joins a text and its values may put anything in place of a keyword.
    ['SELECT42 a FROM t', '', undefined],
    ['bob SELECT a FROM t', '', undefined],
    ['"SELECT" a FROM t', '', undefined],
    ["'SELECT' a FROM t", '', undefined],
    ['CREATE bob', 'CREATE', undefined],
    ['DROP bob TABLE t', 'DROP', undefined],
  ])('is read from %j', (cql, operation, table) => {
    expect(outlineCql(cql)).toMatchObject({ operation, table });
  });
});

describe('the text that may be shown', () => {
  it.each([
    ["SELECT a FROM t WHERE b = 'it''s' AND c = 5", 'SELECT a FROM t WHERE b = ? AND c = ?'],
    [`SELECT a FROM t WHERE id = ${uuid}`, 'SELECT a FROM t WHERE id = ?'],
    [`SELECT a FROM t WHERE id=${uuid.toUpperCase()};`, 'SELECT a FROM t WHERE id=?'],
    ['INSERT INTO t (a, b, c) VALUES (0xCAFE, -1.5e-3, 1h30m)', 'INSERT INTO t (a, b, c) VALUES (?, -?, ?)'],
    ['INSERT INTO t (a, b) VALUES (true, NaN)', 'INSERT INTO t (a, b) VALUES (?, ?)'],
    ['INSERT INTO t (a) VALUES (P3Y6M4DT12H30M5S)', 'INSERT INTO t (a) VALUES (?)'],
    ['CREATE FUNCTION f() ... AS $$ return "k"; $$', 'CREATE FUNCTION f() ... AS ?'],
    [
      'SELECT a FROM t -- card 4111\n WHERE b = ? // 4112\n /* 4113 */ AND c = :c',
      'SELECT a FROM t WHERE b = ? AND c = :c',
    ],
    ['SELECT a FROM t WHERE b IN (1, 2, 3) AND c in (?,?)', 'SELECT a FROM t WHERE b IN (?) AND c IN (?)'],
    ["UPDATE t SET a = [1, 2], b = {'k': 'v', 'l': 'w'} WHERE c = 1", 'UPDATE t SET a = [?], b = {?} WHERE c = ?'],
    ['SELECT column1, a2 FROM t1', 'SELECT column1, a2 FROM t1'],
    ['CREATE ROLE bob WITH PASSWORD = hunter2 AND LOGIN = true', 'CREATE ROLE bob WITH PASSWORD = ? AND LOGIN = ?'],
    ['CREATE ROLE bob WITH HASHED PASSWORD = $2a$10$hunter2', 'CREATE ROLE bob WITH HASHED PASSWORD = ?'],
    ['CREATE ROLE bob WITH PASSWORD = my hunter2 AND LOGIN = true', 'CREATE ROLE bob WITH PASSWORD = ? AND LOGIN = ?'],
    ['CREATE/**/USER bob WITH PASSWORD is hunter2', 'CREATE USER bob WITH PASSWORD ?'],
    ['CREATE ROLE bob WITH OPTIONS = {key: hunter2}', 'CREATE ROLE bob WITH OPTIONS = {?}'],
    ['SELECT password, name FROM users', 'SELECT password, name FROM users'],
    ["SELECT a FROM t WHERE b = 'unfinished AND c = 5", 'SELECT a FROM t WHERE b = ?'],
    ['SELECT a FROM t WHERE b = "bob@example.org"', 'SELECT a FROM t WHERE b = ?'],
  ])('of %j is %j', (cql, text) => {
    expect(outlineCql(cql).text).toBe(text);
  });

  it('ends before a value that it would cut', () => {
    const before = `SELECT a FROM t WHERE ${'b = ? AND '.repeat(406)}`;
    const cut = `${before}c = ${uuid}`;
    expect(before.length).toBeLessThan(4090);
    expect(cut.length).toBeGreaterThan(4096);
    expect(outlineCql(cut).text).not.toContain('f47ac');
  });

  it('is found fast in a text of a megabyte', () => {
    const values = Array.from({ length: 100_000 }, (_, index) => `'secret${index}'`).join(', ');
    const { text, table } = outlineCql(`SELECT a FROM t WHERE b IN (${values})`);
    expect(table).toBe('t');
    expect(text).not.toContain('secret');
    expect(text.length).toBeLessThan(4096);
  });
});
