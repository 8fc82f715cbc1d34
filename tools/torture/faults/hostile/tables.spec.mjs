import assert from 'node:assert/strict';
import { it } from 'node:test';
import { UnreadableAnswerError } from '@async-cassandra/core';
import { nameOf, Tables } from './tables.mjs';

const known = (id) => ({ id, name: nameOf(id) });
const allRows = Array.from({ length: 400 }, (_, id) => known(id));

/** What is told of a session that answers so. */
async function problemsOf({ rows = allRows, one = known, odd = new UnreadableAnswerError('column "at" (time)') }) {
  const problems = [];
  const answers = [];
  const session = {
    execute: async (query, [id]) => {
      if (!query.includes('FROM odd')) return { one: () => one(id) };
      if (odd instanceof Error) throw odd;
      return odd;
    },
    executeStream: async () => rows,
  };
  const tables = new Tables(
    session,
    (problem) => problems.push(problem),
    (answer) => answers.push(answer),
  );
  await tables.readOddRow();
  await tables.readRows();
  return { problems, counts: tables.counts, beside: answers.length };
}

it('takes rows as they were written, and a row that is refused', async () => {
  const counts = { unreadable: 1, rows: 400, reads: 20 };
  assert.deepEqual(await problemsOf({}), { problems: [], counts, beside: 20 });
});

for (const [what, session, expected] of [
  [
    'a row of a stream with the content of another',
    { rows: allRows.with(7, { id: 7, name: nameOf(8) }) },
    /^row 7 .* the name of 8/,
  ],
  ['a row twice', { rows: [...allRows.slice(0, 5), ...allRows.slice(4, -1)] }, /^row 5 .* reads 4/],
  ['a stream that ends early', { rows: allRows.slice(0, 360) }, /^a stream ended after 360 of 400 rows/],
  ['another row than was asked for', { one: (id) => known(id + 1) }, /^row 19 .* reads 20/],
  ['no row', { one: () => undefined }, /^row 19 .* reads undefined/],
  ['a read that fails', { one: () => assert.fail('lost') }, /^an innocent stream or read failed at row 20: .*lost/],
  ['a value for what cannot be read', { odd: { rows: [] } }, /that cannot be read was read/],
  ['the loss of a connection for what cannot be read', { odd: new Error('lost') }, /another error: Error: lost/],
  ['an error that does not name the column', { odd: new UnreadableAnswerError('a value') }, /another error/],
]) {
  it(`tells of ${what}`, async () => {
    const { problems } = await problemsOf(session);
    assert.match(problems[0], expected);
  });
}
