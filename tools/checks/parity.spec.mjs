// Every documented item of the Python package is there, under the name that the table gives, and has a test. A test that is removed or renamed
// breaks its row.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../run-command.mjs';
import { exportedNames, parityProblems, parityRows } from './parity.mjs';
import { testTitles } from './test-titles.mjs';

const folder = 'docs/migration';
const rows = parityRows(readFileSync(path.join(root, folder, 'python.md'), 'utf8'));
const isExported = exportedNames('@async-cassandra/core');

describe('the parity table', () => {
  it('has a row for each documented item', () => assert.ok(rows.length >= 130, `${rows.length} rows`));

  it('names what is exported, and tests that exist', () => {
    assert.deepEqual(parityProblems(rows, { isExported, folder }), []);
  });

  it('names each item once', () => {
    const items = rows.map(({ python }) => python);
    assert.deepEqual(
      items.filter((item, index) => items.indexOf(item) !== index),
      [],
    );
  });
});

describe('the check of the parity table', () => {
  const file = '../../tools/checks/parity.spec.mjs';
  const problemsOf = (typescript, test) =>
    parityProblems([{ python: 'x', typescript, test }], { isExported, folder }).map((problem) => problem.slice(3));

  it('reads only tables of these columns, and a bar that is escaped', () => {
    const text =
      '| a | b |\n| - | - |\n| 1 | 2 |\n\n| Python | TypeScript | Test |\n| - | - | - |\n| `a \\| b` | c | d |\n';
    assert.deepEqual(parityRows(text), [{ python: '`a | b`', typescript: 'c', test: 'd' }]);
  });

  it('finds classes, static and instance members, options and symbols', () => {
    const names = ['AsyncCluster', 'AsyncCluster.createWithAuth', 'AsyncCluster.connect', 'ExecuteOptions.timeoutMs'];
    for (const name of [...names, 'AsyncResultSet.executionInfo.attempts', 'AsyncCluster.[Symbol.asyncDispose]'])
      assert.equal(isExported(name), true, name);
    for (const name of ['Nothing', 'AsyncCluster.nothing', 'AsyncCluster.[Symbol.iterator]', 'connect'])
      assert.equal(isExported(name), false, name);
  });

  it('finds titles of tests, groups and tables of cases', () => {
    const text = "describe('a', () => { it.each([1])('b %s', f); test.each`x`(\"c\", f); other('d'); test.skip('e') })";
    assert.deepEqual([...testTitles(text)], ['a', 'b %s', 'c', 'e']);
  });

  it('notices a name that is gone, a test that is gone and a row without one', () => {
    assert.deepEqual(problemsOf('`new AsyncCluster(options)`', `[names each item once](${file})`), []);
    assert.deepEqual(problemsOf('`AsyncCluster.gone()`', `[names each item once](${file})`), [
      'nothing is exported as AsyncCluster.gone',
    ]);
    assert.deepEqual(problemsOf('`AsyncCluster`', `[is gone](${file})`), [`${file} has no test "is gone"`]);
    assert.deepEqual(problemsOf('`AsyncCluster`', '[is gone](gone.spec.ts)'), ['there is no gone.spec.ts']);
    assert.deepEqual(problemsOf('`AsyncCluster`', 'soon'), ['no test is named']);
  });
});
