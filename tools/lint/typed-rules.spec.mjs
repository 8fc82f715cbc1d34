// Each file in typed-fixtures/ carries the messages of the rules in .oxlintrc.json that it must get; a file without any must be clean.
// The rules without types have fixtures/ and lint-rules.spec.mjs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import ts from 'typescript';
import { root, runTool } from '../run-command.mjs';
import { workspaces } from '../test/options.mjs';

const fixtures = path.join(import.meta.dirname, 'typed-fixtures');
const files = readdirSync(fixtures)
  .filter((file) => file.endsWith('.ts'))
  .sort();

const expectedIn = (text) =>
  [...text.matchAll(/^\/\/ expect (\S+): (.+)$/gm)].map(([, rule, message]) => ({ rule, message }));

/** Returns the names of the rules in the configuration, which is JSON with comments. */
function configuredRules() {
  const text = readFileSync(path.join(root, '.oxlintrc.json'), 'utf8');
  return [...new Set([...text.matchAll(/"typescript\/([a-z-]+)":/g)].map(([, rule]) => rule))].sort();
}

describe('the lint rules that need types', () => {
  const covered = new Set();
  let found;

  before(async () => {
    const args = ['--format', 'json', path.relative(root, fixtures)];
    const { diagnostics } = JSON.parse(await runTool('oxlint', args, { allowedCodes: [1] }));
    found = diagnostics.map(({ filename, code, message }) => ({
      file: path.basename(filename),
      rule: /\((.+)\)$/.exec(code)?.[1],
      message,
    }));
  });

  for (const file of files) {
    const expected = expectedIn(readFileSync(path.join(fixtures, file), 'utf8'));
    for (const { rule } of expected) covered.add(rule);

    it(`${expected.length === 0 ? 'accept' : 'refuse'} ${file}`, () => {
      const seen = found.filter((each) => each.file === file);
      const shown = seen.map(({ rule, message }) => `  ${rule}: ${message}`).join('\n');
      for (const { rule, message } of expected) {
        const isFound = seen.some((each) => each.rule === rule && each.message.includes(message));
        assert.ok(isFound, `expected ${rule}: ${message}\nseen\n${shown}`);
      }
      const others = seen.filter(({ rule }) => !expected.some((each) => each.rule === rule));
      assert.deepEqual(others, [], `not expected\n${shown}`);
    });
  }

  it('have a fixture each', () => {
    const rules = configuredRules();
    assert.ok(rules.length >= 8, rules.join());
    assert.deepEqual([...covered].sort(), rules);
  });
});

/** Returns the files of a TypeScript project and of the projects that it names. */
function filesOf(project, seen = new Set()) {
  if (seen.has(project)) return [];
  seen.add(project);
  const { config } = ts.readConfigFile(project, ts.sys.readFile);
  const { fileNames, projectReferences = [] } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(project));
  const inner = projectReferences
    .map((reference) => ts.resolveProjectReferencePath(reference))
    .filter((file) => path.dirname(file) === path.dirname(project));
  return [...fileNames, ...inner.flatMap((file) => filesOf(file, seen))];
}

/** In a file of no project, imports have no types: rules would find nothing, and the compiler would not read it. */
describe('the TypeScript projects', () => {
  const notCode = /^(node_modules|dist|out|coverage)$/;
  const isOutside = (file) => file.startsWith(path.join('test', 'golden'));

  for (const [name, place] of workspaces) {
    if (name === 'tools') continue;
    it(`of ${name} have all of its files`, () => {
      const folder = path.join(root, place);
      const known = new Set(filesOf(path.join(folder, 'tsconfig.json')).map((file) => path.normalize(file)));
      const found = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !notCode.test(entry.name))
        .flatMap((entry) =>
          readdirSync(path.join(folder, entry.name), { recursive: true }).map((file) => path.join(entry.name, file)),
        )
        .filter((file) => file.endsWith('.ts') && !isOutside(file));
      assert.ok(found.length > 0);
      assert.deepEqual(
        found.filter((file) => !known.has(path.join(folder, file))),
        [],
      );
    });
  }
});
