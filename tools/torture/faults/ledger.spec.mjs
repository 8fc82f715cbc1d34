import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Entries, Register, Sum } from './ledger.mjs';

describe('a register', () => {
  const register = new Register();

  it('shows nothing before the first write, and then what was acknowledged', () => {
    assert.equal(register.problemOf(undefined), undefined);
    register.acknowledge(1);
    assert.equal(register.problemOf(1), undefined);
    assert.match(register.problemOf(undefined), /reads undefined: acknowledged 1/);
  });

  it('may show an uncertain value until a newer one is acknowledged', () => {
    register.doubt(2);
    register.doubt(3);
    for (const value of [1, 2, 3]) assert.equal(register.problemOf(value), undefined);
    register.acknowledge(4);
    for (const value of [1, 2, 3]) assert.match(register.problemOf(value), /acknowledged 4, uncertain nothing/);
  });
});

describe('a sum', () => {
  it('lies between what is certain and what is possible', () => {
    const sum = new Sum();
    sum.acknowledge();
    sum.acknowledge();
    sum.doubt();
    for (const value of [2, 3]) assert.equal(sum.problemOf(value), undefined);
    for (const value of [1, 4]) assert.match(sum.problemOf(value), /acknowledged 2, uncertain 1/);
  });
});

describe('a list', () => {
  it('holds each acknowledged entry once, and an uncertain one at most once', () => {
    const entries = new Entries();
    entries.acknowledge('a');
    entries.doubt('b');
    assert.equal(entries.problemOf(['a']), undefined);
    assert.equal(entries.problemOf(['b', 'a']), undefined);
    assert.match(entries.problemOf(['b']), /lost a/);
    assert.match(entries.problemOf(['a', 'b', 'b']), /twice: b/);
    assert.match(entries.problemOf(['a', 'c']), /holds c, which was refused/);
  });
});
