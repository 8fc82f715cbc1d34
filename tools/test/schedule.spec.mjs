import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runPhases } from './schedule.mjs';

/** Phases that end when they are told to; `begun` has their names in the order in which they began. */
function rehearse(phases, atOnce) {
  const begun = [];
  const endings = new Map();
  const run = ({ name }) =>
    new Promise((resolve) => {
      begun.push(name);
      endings.set(name, resolve);
    });
  const leftOut = runPhases(phases, { atOnce, run });
  const end = async (name, hasSucceeded = true) => {
    endings.get(name)(hasSucceeded);
    await new Promise(setImmediate);
  };
  return { begun, end, leftOut };
}

describe('a schedule', () => {
  it('runs so many at once, in the order of the list, each after what it needs', async () => {
    const phases = [
      { name: 'build' },
      { name: 'cluster', needs: ['build'] },
      { name: 'lint' },
      { name: 'unit', needs: ['build'] },
    ];
    const { begun, end, leftOut } = rehearse(phases, 2);
    assert.deepEqual(begun, ['build', 'lint']);
    await end('lint');
    assert.deepEqual(begun, ['build', 'lint']);
    await end('build');
    assert.deepEqual(begun, ['build', 'lint', 'cluster', 'unit']);
    await end('unit');
    await end('cluster');
    assert.deepEqual(await leftOut, []);
  });

  it('leaves out what needs a phase that failed, and what needs that', async () => {
    const phases = [
      { name: 'build' },
      { name: 'unit', needs: ['build'] },
      { name: 'report', needs: ['unit'] },
      { name: 'lint' },
    ];
    const { begun, end, leftOut } = rehearse(phases, 1);
    await end('build', false);
    await end('lint', false);
    assert.deepEqual(begun, ['build', 'lint']);
    assert.deepEqual(
      (await leftOut).map(({ name }) => name),
      ['unit', 'report'],
    );
  });

  it('does not wait for a phase that is not in the list', async () => {
    const { begun, end, leftOut } = rehearse([{ name: 'unit', needs: ['docker'] }], 1);
    assert.deepEqual(begun, ['unit']);
    await end('unit');
    assert.deepEqual(await leftOut, []);
  });
});
