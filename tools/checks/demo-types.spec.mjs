// The demo's statements have generated types. They are checked from the demo's snapshot: no server is needed.
import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { root, runTool } from '../run-command.mjs';

it('the generated types of the demo fit its statements, and every call of the demo has a text that they know', async () => {
  const nowhere = { CASSANDRA_CONTACT_POINTS: '127.0.0.1:1' };
  const demo = path.join(root, 'apps', 'demo-api');
  // A warning would be a line more: a call whose text cannot be seen.
  const output = await runTool('@async-cassandra/cli', ['types', '--check'], { cwd: demo, env: nowhere });
  assert.match(output, /^\d+ statements: src\/cql\.generated\.d\.ts is up to date\n$/);
});
