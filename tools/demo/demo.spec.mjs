import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateReadings } from './generated.mjs';
import { forEachInFlight } from './in-flight.mjs';
import { readOptions } from './options.mjs';

describe('the options of the demo', () => {
  it('are nodes of its own and volume, unless a server is named or the answers are enough', () => {
    const { nodes, readings, once } = readOptions([], {});
    assert.ok(nodes === 1 || nodes === 3);
    assert.deepEqual([readings, once], [100_000, false]);
    assert.equal(readOptions([], { CASSANDRA_CONTACT_POINTS: 'localhost' }).nodes, undefined);
    assert.equal(readOptions(['--once'], {}).readings, 0);
    assert.equal(readOptions([], { CI: 'true' }).once, true);
  });

  it('are refused when they are no numbers in range', () => {
    assert.throws(() => readOptions(['--nodes', 'three'], {}), /--nodes takes a whole number from 1 to 9, not three/);
    assert.throws(() => readOptions(['--port', '70000'], {}), /--port/);
    assert.throws(() => readOptions(['--colour'], {}), /--colour/);
  });
});

describe('generated readings', () => {
  it('are of ten sensors, each at its own times, the same on every run', () => {
    const readings = [...generateReadings(25)];
    assert.equal(new Set(readings.map(({ device, at }) => `${device} ${at.toISOString()}`)).size, 25);
    assert.equal(new Set(readings.map(({ device }) => device)).size, 10);
    assert.deepEqual(readings, [...generateReadings(25)]);
    assert.ok(readings.every(({ temperature }) => Number.isFinite(temperature)));
  });
});

describe('work in flight', () => {
  it('is no more than its limit, and ends with the first failure', async () => {
    let inFlight = 0;
    let most = 0;
    const seen = [];
    const work = async (item) => {
      most = Math.max(most, ++inFlight);
      await new Promise(setImmediate);
      inFlight--;
      seen.push(item);
      if (item === 5) throw new Error('five');
    };
    await assert.rejects(forEachInFlight(Array(100).keys(), 3, work), /five/);
    assert.equal(most, 3);
    assert.ok(seen.length < 100);
  });
});
