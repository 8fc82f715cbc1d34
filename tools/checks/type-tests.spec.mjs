// What must and must not compile in an application, with the oldest tested compiler: the phase `types` asks the newest one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkedProjects, checkProject } from '../build/check-types.mjs';
import { buildableFolders } from '../build/workspaces.mjs';
import { root } from '../run-command.mjs';

const projects = buildableFolders
  .flatMap(checkedProjects)
  .filter((project) => path.basename(project) !== 'tsconfig.spec.json');

const majorOf = (compiler) =>
  JSON.parse(readFileSync(path.join(root, 'node_modules', compiler, 'package.json'), 'utf8')).version.split('.')[0];

describe('the type tests', () => {
  it('are there, and asked of two compilers', () => {
    assert.ok(projects.length >= 4, projects.join());
    assert.deepEqual([majorOf('typescript'), majorOf('typescript-7')], ['5', '7']);
  });

  for (const project of projects) {
    it(`of ${project} hold with the oldest compiler`, () => checkProject(project, 'typescript'));
  }
});
