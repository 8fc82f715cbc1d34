// Each file in fixtures/ stands where its path says and carries the messages it must get; a file without any must be clean.
// So a rule that is skipped in silence, by a wrong glob or a renamed folder, is noticed. Rules that need types: typed-rules.spec.mjs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ESLint } from 'eslint';

const root = path.resolve(import.meta.dirname, '../..');
const fixtures = path.join(import.meta.dirname, 'fixtures');

const linter = new ESLint({ cwd: root });

const files = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(fixtures, path.join(entry.parentPath, entry.name)))
  .sort();

function readFixture(file) {
  const text = readFileSync(path.join(fixtures, file), 'utf8');
  const expected = [...text.matchAll(/^\/\/ expect (\S+): (.+)$/gm)].map(([, rule, message]) => ({ rule, message }));
  return { text, expected };
}

async function lint({ text }, file) {
  const [{ messages }] = await linter.lintText(text, { filePath: path.join(root, file) });
  return messages;
}

const shown = (messages) => messages.map(({ line, ruleId, message }) => `  ${line} ${ruleId}: ${message}`).join('\n');

describe('the lint rules', () => {
  const covered = new Set();

  for (const file of files) {
    const fixture = readFixture(file);
    const { expected } = fixture;
    for (const { rule } of expected) covered.add(rule);

    it(`${expected.length === 0 ? 'accept' : 'refuse'} ${file}`, async () => {
      const messages = await lint(fixture, file);
      for (const { rule, message } of expected) {
        const found = messages.some((seen) => seen.ruleId === rule && seen.message.includes(message));
        assert.ok(found, `expected ${rule}: ${message}\nseen\n${shown(messages)}`);
      }
      const rules = new Set(expected.map(({ rule }) => rule));
      const others = messages.filter(({ ruleId }) => !rules.has(ruleId));
      assert.deepEqual(others, [], `not expected\n${shown(others)}`);
    });
  }

  it('refuse a file of more than 400 lines', async () => {
    const text = Array.from({ length: 401 }, (_, i) => `export const value${i} = ${i};\n`).join('');
    const messages = await lint({ text }, 'packages/core/src/session/too-long.ts');
    assert.deepEqual(
      messages.map(({ ruleId }) => ruleId),
      ['max-lines'],
    );
  });

  it('of our own have a fixture each', async () => {
    const { rules } = await linter.calculateConfigForFile(path.join(root, 'packages/core/src/index.ts'));
    const own = Object.keys(rules).filter((rule) => rule.startsWith('ours/'));
    assert.ok(own.length >= 4);
    assert.deepEqual(
      own.filter((rule) => !covered.has(rule)),
      [],
    );
  });
});
