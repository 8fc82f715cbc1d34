import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readReadings } from './readings.mjs';

describe('the readings of the demo', () => {
  it('are a year of hours', () => {
    const readings = readReadings();
    assert.equal(readings.length, 8759);
    assert.equal(new Set(readings.map(({ day }) => day)).size, 365);
    assert.deepEqual(readings[0], {
      day: '2010-01-01',
      at: new Date('2010-01-01T01:00:00Z'),
      pressure: 1016.6,
      temperature: 4,
      wind: 3.8,
    });
    assert.ok(readings.every(({ temperature }) => Number.isFinite(temperature)));
  });

  it('are refused when the file has other columns', () => {
    assert.throws(() => readReadings('date,wind\n2010-01-01T01:00:00,1\n'), /has the columns date,wind/);
  });
});
