import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isInstalled } from '../install.mjs';
import { addCounts, fileTimes, noCounts, reasonIn, summaryLine } from './counts.mjs';
import { countReport } from './run-jest.mjs';

const file = (status, ...outcomes) => ({
  name: '/somewhere/a.spec.ts',
  status,
  assertionResults: outcomes.map((outcome) => ({ status: outcome, fullName: `group ${outcome} [needs a daemon]` })),
});

describe('counting tests', () => {
  it('sums what passed, failed and was skipped', () => {
    const { passed, failed, skipped } = countReport({
      testResults: [file('passed', 'passed', 'pending', 'todo'), file('failed', 'failed', 'passed')],
    });
    assert.deepEqual([passed, failed, skipped.length], [2, 1, 2]);
    assert.equal(skipped[0].reason, 'needs a daemon');
  });

  it('counts a file that could not run as one failure', () => {
    assert.equal(countReport({ testResults: [file('failed'), file('failed', 'passed')] }).failed, 2);
  });

  it('finds no reason where a name gives none', () => {
    assert.equal(reasonIn('reads a row [slow]'), undefined);
  });

  it('says how long each file took, the slowest first', () => {
    const { files } = countReport({
      testResults: [
        { ...file('passed', 'passed'), startTime: 1000, endTime: 2500 },
        { ...file('passed', 'passed', 'passed'), startTime: 0, endTime: 61_000 },
      ],
    });
    assert.deepEqual(
      fileTimes(files).map((line) => line.replace(/^ +| {2}.*/g, '')),
      ['61.0 s', '1.5 s'],
    );
  });

  it('ends with one line over all packages', () => {
    const sum = noCounts();
    addCounts(sum, { passed: 2, failed: 1, skipped: [], files: [] });
    addCounts(sum, { passed: 3, failed: 0, skipped: [{ name: 'x', reason: 'needs y' }], files: [] });
    assert.equal(summaryLine(sum), '5 passed, 1 failed, 1 skipped');
  });
});

describe('what is installed', () => {
  const wanted = {
    '': {},
    'packages/core': { version: '0.1.0' },
    'node_modules/@async-cassandra/core': { link: true },
    'node_modules/jest': { version: '30.5.2' },
    'node_modules/fsevents': { version: '2.3.3', optional: true },
  };
  const installed = {
    'node_modules/@async-cassandra/core': { link: true },
    'node_modules/jest': { version: '30.5.2' },
  };

  it('is complete without the optional packages of other platforms', () => {
    assert.equal(isInstalled(wanted, installed), true);
  });

  it('is stale when a version differs', () => {
    assert.equal(isInstalled(wanted, { ...installed, 'node_modules/jest': { version: '30.5.1' } }), false);
  });

  it('is stale when a package is missing', () => {
    assert.equal(isInstalled({ ...wanted, 'node_modules/nx': { version: '23.2.1' } }, installed), false);
  });

  it('is missing when npm noted nothing', () => {
    assert.equal(isInstalled(wanted, null), false);
  });
});
