import assert from 'node:assert/strict';
import { it } from 'node:test';
import { soak } from './soak.mjs';

it('leaves nothing behind after aborts, time-outs, errors and lost connections', async () => {
  const { outcomes, checks, problems, afterShutdown } = await soak({ count: 20_000 });
  assert.deepEqual(problems, []);
  assert.equal(checks.at(-1).done, 20_000);
  assert.deepEqual(afterShutdown, []);
  assert.ok(outcomes.refused.OverloadedError > 0);
  assert.ok(outcomes['out of time'].OperationTimedOutError > 0);
});
