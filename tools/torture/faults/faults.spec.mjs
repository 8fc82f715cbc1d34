import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runFaults } from './run.mjs';

it('loses, doubles and tears nothing while nodes are paused and killed beside a hostile application', async (t) => {
  const faults = { kinds: ['pause', 'kill'], outageMs: 3000, count: 2 };
  const { report, hostile, faultsDone } = await runFaults({ lanes: 8, pauseMs: 40, heapMb: 320, faults });
  for (const notice of report.notices) t.diagnostic(`servers: ${notice}`);
  assert.deepEqual(report.problems, []);
  assert.ok(report.done > 100);
  assert.deepEqual(
    faultsDone.map((fault) => fault.split(' ')[0]),
    ['pause', 'kill'],
  );
  assert.ok(hostile.tables.counts.unreadable > 0);
  assert.ok(hostile.counts.roundsWithFakeTimers > 0);
  assert.ok(hostile.survival.survived > 0);
});
