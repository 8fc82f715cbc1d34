import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from './register.mjs';

const read = (start, end, value) => ({ start, end, read: value });
const cas = (start, end, from, to) => ({ start, end, from, to, applied: true });
const refused = (start, end, from, seen) => ({ start, end, from, applied: false, seen });
const inDoubt = (start, from, to) => ({ start, end: Infinity, from, to, applied: undefined });

const possible = {
  nothing: [],
  'one after the other': [cas(0, 1, null, 1), read(2, 3, 1), cas(4, 5, 1, 2), refused(6, 7, 1, 2)],
  'two reads during one write, in either order': [cas(0, 9, null, 1), read(1, 2, null), read(3, 4, 1)],
  'one in doubt that took effect': [inDoubt(0, null, 1), read(5, 6, null), read(7, 8, 1)],
  'one in doubt that never did': [inDoubt(0, null, 1), read(5, 6, null)],
  'one in doubt that takes effect late': [inDoubt(0, null, 1), cas(1, 2, null, 5), cas(3, 4, 5, null), read(5, 6, 1)],
};
const impossible = {
  'a write that is lost': [cas(0, 1, null, 1), read(2, 3, null)],
  'a value that nobody wrote': [cas(0, 1, null, 1), read(2, 3, 7)],
  'a read that goes back': [cas(0, 9, null, 1), read(1, 2, 1), read(3, 4, null)],
  'two writes that both had the same condition met': [cas(0, 1, null, 1), cas(2, 3, null, 2)],
  'a condition that was refused though it was met': [cas(0, 1, null, 1), refused(2, 3, 1, 1)],
  'one in doubt that took effect before it was called': [read(0, 1, 1), inDoubt(2, null, 1)],
};

for (const [name, history] of Object.entries(possible)) {
  test(`a register can show ${name}`, () => assert.equal(problemOf(history), undefined));
}
for (const [name, history] of Object.entries(impossible)) {
  test(`a register cannot show ${name}`, () => assert.match(problemOf(history), /no order explains it/));
}
test('a long history with many in doubt is judged', () => {
  const history = [];
  for (let i = 0; i < 40; i += 1) {
    history.push(cas(i * 10, i * 10 + 5, i === 0 ? null : i - 1, i), read(i * 10 + 6, i * 10 + 8, i));
    if (i % 4 === 0) history.push(inDoubt(i * 10, 1000 + i, 2000 + i));
  }
  assert.equal(problemOf(history), undefined);
});
