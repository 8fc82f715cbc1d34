import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConnectionError, QueryError } from '@async-cassandra/core';
import { OwnRequests } from './own-requests.mjs';

/** Appends end with `error`, where there is one; at the end the list holds `items`. */
async function problemsOf({ error, items, readError }) {
  const problems = [];
  const execute = async (query) => {
    if (query.startsWith('UPDATE') && error !== undefined) throw error;
    if (query.startsWith('SELECT id') && readError !== undefined) throw readError;
    return { one: () => ({ items }) };
  };
  const own = new OwnRequests({ execute }, (problem) => problems.push(problem));
  own.begin(1);
  await own.settled();
  await own.verify();
  return { problems, outcomes: own.outcomes };
}

const refused = Object.defineProperty(new QueryError('no plan'), 'writeOutcome', { value: 'notApplied' });
const inDoubt = new ConnectionError('lost');

it('takes a list as the answers told of it, and counts how the requests ended', async () => {
  assert.deepEqual(await problemsOf({ items: [1] }), {
    problems: [],
    outcomes: { 'read answered': 3, 'append answered': 1 },
  });
  const { problems, outcomes } = await problemsOf({ error: refused, items: null, readError: inDoubt });
  assert.deepEqual(problems, []);
  assert.deepEqual(outcomes, { 'read ConnectionError': 3, 'append QueryError': 1 });
  for (const items of [null, [1]]) assert.deepEqual((await problemsOf({ error: inDoubt, items })).problems, []);
});

for (const [what, answers, expected] of [
  ['an entry that is lost', { items: null }, /lost 1/],
  ['an entry that is there twice', { items: [1, 1] }, /twice/],
  ['an entry that was refused', { error: refused, items: [1] }, /refused/],
  ['an error of no documented class', { items: [1], readError: new TypeError('of nobody') }, /of nobody/],
]) {
  it(`tells of ${what}`, async () => {
    const { problems } = await problemsOf(answers);
    assert.match(problems[0], expected);
  });
}
