import assert from 'node:assert/strict';
import { it } from 'node:test';
import { problemOfAll, problemOfClaim } from './claims.mjs';

const unavailable = 0x1000;
const writeTimeout = 0x1100;
const sent = (...answers) => answers.map((answer) => ({ answer }));

for (const [said, ...answers] of [
  ['acknowledged', 'result'],
  ['acknowledged', unavailable, 0x2500, 0x1002, 'result'],
  ['in doubt', writeTimeout],
  ['in doubt', undefined],
  // The client had stopped waiting before the answer came.
  ['in doubt', 'result'],
  ['in doubt'],
  ['refused'],
  ['refused', unavailable, unavailable],
]) {
  it(`takes an increment that is ${said} and was answered with ${answers.join(', ') || 'nothing'}`, () =>
    assert.equal(problemOfClaim(said, sent(...answers)), undefined));
}

for (const [what, said, answers, expected] of [
  ['was never sent', 'acknowledged', [], /by the client alone: nothing was sent/],
  ['has no answer yet', 'acknowledged', [undefined], /by the client alone: answered with nothing/],
  ['failed', 'acknowledged', [unavailable, writeTimeout], /by the client alone: answered with 0x1000, 0x1100/],
  ['was sent twice', 'acknowledged', ['result', 'result'], /sent 2 times/],
  ['was sent again while it was in doubt', 'in doubt', [writeTimeout, unavailable, undefined], /sent 2 times/],
  ['is open', 'refused', [unavailable, writeTimeout], /called refused that may be applied/],
  ['was applied', 'refused', ['result'], /called refused that may be applied/],
]) {
  it(`tells of an increment that ${what}, and is ${said}`, () =>
    assert.match(problemOfClaim(said, sent(...answers)), expected));
}

it('tells of an increment that was sent again after its end', () => {
  assert.equal(problemOfAll(2, sent('result', unavailable, undefined)), undefined);
  // One in doubt may never have left.
  assert.equal(problemOfAll(3, sent('result', 'result')), undefined);
  assert.match(problemOfAll(2, sent('result', 'result', 'result')), /2 increments were sent 3 times/);
});
