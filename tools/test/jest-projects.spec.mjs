// A test file that no Jest project picks up would never run, and nobody would notice.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { root, runTool } from '../run-command.mjs';

const isTest = (file) => /(\.test|[.-]spec)\.[cm]?[jt]sx?$/.test(file) && !/(^|\/)(node_modules|dist|out)\//.test(file);

it('picks up every test file of every package', async () => {
  const found = ['packages', 'apps']
    .filter((workspace) => existsSync(path.join(root, workspace)))
    .flatMap((workspace) =>
      readdirSync(path.join(root, workspace), { recursive: true }).map((file) => path.join(workspace, file)),
    )
    .filter(isTest);
  const listed = await runTool('jest', ['--config', 'jest.config.cjs', '--listTests']);
  const run = listed
    .split('\n')
    .filter(Boolean)
    .map((file) => path.relative(root, file));
  assert.ok(run.length > 0);
  assert.deepEqual(run.sort(), found.sort());
});
