import { changesSchema, mayRunTwice, saysAlreadyDone } from './statement-kind';

it.each(['CREATE TABLE a (id int PRIMARY KEY)', 'alter table a add b int', 'DROP TYPE t'])(
  '%s changes the schema',
  (text) => {
    expect(changesSchema(text)).toBe(true);
  },
);

it.each([
  "INSERT INTO a (id, name) VALUES (1, 'if now() + [x]')",
  "UPDATE a SET name = 'a-b' WHERE id = 1",
  'UPDATE a SET b = 1 WHERE id = 5a2b8a1e-7d0f-4c62-9f52-0d9c4f3b6a11',
  'DELETE FROM a WHERE id = 1',
])('%s may run twice', (text) => {
  expect(mayRunTwice(text)).toBe(true);
});

it.each([
  'INSERT INTO a (id) VALUES (1) IF NOT EXISTS',
  'INSERT INTO a (id) VALUES (now())',
  'INSERT INTO a (id) VALUES (uuid ())',
  'UPDATE a SET n = n + 1 WHERE id = 1',
  'UPDATE a SET n = n - 1 WHERE id = 1',
  "UPDATE a SET tags = tags + {'x'} WHERE id = 1",
  'DELETE tags[0] FROM a WHERE id = 1',
  'BEGIN BATCH INSERT INTO a (id) VALUES (1) APPLY BATCH',
  'TRUNCATE a',
])('%s may not', (text) => {
  expect(mayRunTwice(text)).toBe(false);
});

// As 3.11.19 and 5.0.8 say it.
it.each([
  ['CREATE TABLE a (id int PRIMARY KEY)', 'Cannot add already existing table "a" to keyspace "k"'],
  ['CREATE KEYSPACE k', 'Cannot add existing keyspace "k"'],
  ['CREATE TYPE t (x int)', 'A user type of name k.t already exists'],
  ['CREATE INDEX i ON a (v)', "Index 'i' already exists"],
  ['ALTER TABLE a ADD w int', 'Invalid column name w because it conflicts with an existing column'],
  ['ALTER TABLE a ADD w int', "Column with name 'w' already exists"],
  ['ALTER TABLE a DROP w', "Column w was not found in table 'k.a'"],
  ['ALTER TABLE a RENAME id TO key', 'Cannot rename unknown column id in keyspace a'],
  ['ALTER TABLE a RENAME id TO key', 'Undefined column name id in table k.a'],
  ['ALTER TYPE t RENAME y TO z', 'Unkown field y in user type k.t'],
  ['ALTER TYPE t RENAME y TO z', 'Unknown field y in type k.t'],
  ['DROP TABLE b', 'unconfigured table b'],
  ['DROP TYPE t', 'No user type named k.t exists.'],
  ['DROP INDEX i', "Index 'i' could not be found in any of the tables of keyspace 'k'"],
  ['DROP KEYSPACE k', "Cannot drop non existing keyspace 'k'."],
  ['DROP TABLE b', "Table 'k.b' doesn't exist"],
])('%s is done when the server says: %s', (text, refusal) => {
  expect(saysAlreadyDone(text, refusal)).toBe(true);
});

it.each([
  ['ALTER TABLE a ADD w int', 'unconfigured table a'],
  ['CREATE TABLE a (id int PRIMARY KEY)', "Keyspace 'k' doesn't exist"],
  ['CREATE INDEX i ON a (v)', "Table 'k.a' doesn't exist"],
])('%s is not when the server says: %s', (text, refusal) => {
  expect(saysAlreadyDone(text, refusal)).toBe(false);
});
