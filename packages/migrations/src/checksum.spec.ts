import { checksumOf } from './checksum';

it.each([
  ['line ends', 'CREATE TABLE a (\n  id int PRIMARY KEY\n)', 'CREATE TABLE a (\r\n  id int PRIMARY KEY\r\n)'],
  ['indentation', 'CREATE TABLE a (\n  id int)', 'CREATE TABLE a (\n\tid int)'],
])('is the same with other %s', (_, one, other) => {
  expect(checksumOf(one)).toBe(checksumOf(other));
});

it.each([
  ['a word', 'DROP TABLE a', 'DROP TABLE b'],
  ['a text', "INSERT INTO a (b) VALUES ('x  y')", "INSERT INTO a (b) VALUES ('x y')"],
  ['a quoted name', 'DROP TABLE "a  b"', 'DROP TABLE "a b"'],
  ['a body', 'AS $$ a;  b $$', 'AS $$ a; b $$'],
])('is another with another %s', (_, one, other) => {
  expect(checksumOf(one)).not.toBe(checksumOf(other));
});
