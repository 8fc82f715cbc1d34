import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, it } from 'node:test';
import { ForeignError } from './foreign-code.mjs';
import { Survival } from './survival.mjs';

const escaped = [];
const survival = new Survival((problem) => escaped.push(problem));
const { emitWarning } = process;
let before;

beforeEach(() => {
  before = process.rawListeners('uncaughtException');
  escaped.length = 0;
  survival.begin();
});
afterEach(() => survival.end());

it('throws beside answers and errors, in both ways, and survives it', async () => {
  for (let i = 0; i < 2; i += 1) survival.throwBeside(Promise.resolve(i));
  for (let i = 0; i < 2; i += 1) survival.throwBeside(Promise.reject(new Error('of a node')));
  await turn();
  await turn();
  assert.equal(survival.thrown, 4);
  assert.equal(survival.survived, 4);
  assert.deepEqual(escaped, []);
});

it('tells of foreign code whose failure went past the client', async () => {
  process.nextTick(() => {
    throw new ForeignError('a listener fails');
  });
  await turn();
  assert.deepEqual(escaped, ['a listener fails, and that became an uncaughtException']);
  assert.equal(survival.survived, 4);
});

it("counts the client's warnings", () => {
  process.emitWarning('A listener failed', { code: 'ASYNC_CASSANDRA_CALLBACK_FAILED' });
  assert.equal(survival.warnings, 1);
});

it('puts back those who listened before', () => {
  assert.equal(process.listenerCount('uncaughtException'), 1);
  survival.end();
  assert.deepEqual(process.rawListeners('uncaughtException'), before);
  assert.equal(process.emitWarning, emitWarning);
  survival.begin();
});
