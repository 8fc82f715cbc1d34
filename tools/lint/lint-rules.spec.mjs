// The linter finds what each rule of .oxlintrc.json is there for, so that a rule that is skipped in silence, by a wrong glob or a renamed folder or
// a newer linter, is noticed. A file in fixtures/ stands where its path says, a file in typed-fixtures/ needs types: each has the messages that it
// must get, and must be clean without any. mistakes.mjs has the rules of Oxlint that need no types.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root, runTool } from '../run-command.mjs';
import { mistakes } from './mistakes.mjs';

const here = import.meta.dirname;

/** The files below a folder that expect messages, by their paths in the linted folder. */
const fixturesIn = (folder, place) =>
  readdirSync(path.join(here, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$|\.mjs$/.test(entry.name))
    .map((entry) => {
      const from = path.join(entry.parentPath, entry.name);
      const expected = [...readFileSync(from, 'utf8').matchAll(/^\/\/ expect (\S+): (.+)$/gm)];
      return {
        file: path.join(place, path.relative(path.join(here, folder), from)),
        expected: expected.map(([, rule, message]) => ({ rule, message })),
      };
    })
    .sort((one, other) => (one.file < other.file ? -1 : 1));
const fixtures = [...fixturesIn('fixtures', ''), ...fixturesIn('typed-fixtures', 'typed')];

/** Returns the names of the rules in the configuration, which is JSON with comments. */
function configuredRules() {
  const text = readFileSync(path.join(root, '.oxlintrc.json'), 'utf8').replaceAll(/^ *\/\/.*$/gm, '');
  const { rules, overrides } = JSON.parse(text);
  return new Set([rules, ...overrides.map((each) => each.rules ?? {})].flatMap(Object.keys));
}

const shown = (messages) => messages.map(({ rule, message }) => `  ${rule}: ${message}`).join('\n');

describe('the lint rules', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-lint-'));
  let found;

  before(async () => {
    cpSync(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    cpSync(path.join(here, 'fixtures'), folder, { recursive: true });
    cpSync(path.join(here, 'typed-fixtures'), path.join(folder, 'typed'), { recursive: true });
    const settings = readFileSync(path.join(here, 'typed-fixtures', 'tsconfig.json'), 'utf8');
    writeFileSync(
      path.join(folder, 'typed', 'tsconfig.json'),
      settings.replace('../../..', root.replaceAll('\\', '/')),
    );
    mkdirSync(path.join(folder, 'tools', 'lint'), { recursive: true });
    for (const rules of readdirSync(here).filter((file) => /(?<!spec|mistakes)\.mjs$/.test(file)))
      cpSync(path.join(here, rules), path.join(folder, 'tools', 'lint', rules));
    mkdirSync(path.join(folder, 'mistakes'));
    for (const { file, text } of mistakes) writeFileSync(path.join(folder, file), text);
    const linted = readdirSync(folder);
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const printed = await runTool('oxlint', ['--format', 'json', ...linted], { cwd: folder, allowedCodes: [1] });
    found = JSON.parse(printed).diagnostics.map(({ filename, code, message }) => {
      const [, plugin, rule] = /^(.+)\((.+)\)$/.exec(code) ?? [];
      return { file: path.normalize(filename), rule: plugin === 'eslint' ? rule : `${plugin}/${rule}`, message };
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const { file, expected } of fixtures) {
    it(`${expected.length === 0 ? 'accept' : 'refuse'} ${file}`, () => {
      const messages = found.filter((each) => each.file === file);
      for (const { rule, message } of expected) {
        const isFound = messages.some((each) => each.rule === rule && each.message.includes(message));
        assert.ok(isFound, `expected ${rule}: ${message}\nseen\n${shown(messages)}`);
      }
      const others = messages.filter(({ rule }) => !expected.some((each) => each.rule === rule));
      assert.deepEqual(others, [], `not expected\n${shown(others)}`);
    });
  }

  for (const { rule, file, text } of mistakes) {
    it(`${rule} finds its mistake`, () => {
      const messages = found.filter((each) => each.file === path.normalize(file));
      assert.ok(
        messages.some((each) => each.rule === rule),
        `${text.slice(0, 200)}seen\n${shown(messages)}`,
      );
    });
  }

  it('have a file each', () => {
    const covered = [...fixtures.flatMap(({ expected }) => expected), ...mistakes].map(({ rule }) => rule);
    assert.deepEqual([...configuredRules()].sort(), [...new Set(covered)].sort());
  });
});
