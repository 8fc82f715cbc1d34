import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runFaults } from './run.mjs';

it('loses, doubles and tears nothing while nodes are paused and killed beside a hostile application', async (t) => {
  const faults = { kinds: ['pause', 'kill'], outageMs: 3000 };
  const { report, hostile, faultsDone } = await runFaults({ operations: 10_000, lanes: 16, heapMb: 320, faults });
  for (const notice of report.notices) t.diagnostic(`servers: ${notice}`);
  assert.deepEqual(report.problems, []);
  assert.equal(report.done, 10_000);
  assert.ok(faultsDone.length > 0);
  assert.ok(hostile.tables.counts.unreadable > 0);
  assert.ok(hostile.counts.roundsWithFakeTimers > 0);
  assert.ok(hostile.survival.survived > 0);
});
