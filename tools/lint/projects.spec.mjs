// Each TypeScript file of a package belongs to a project. In a file of no project, imports have no types: lint rules that need types would find
// nothing, and the compiler would not read it.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { root } from '../run-command.mjs';
import { workspaces } from '../test/options.mjs';

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
