// The codecs of Temporal with a polyfill: each value is read as its class, and written with the bytes of the default value.
import { types } from 'cassandra-driver';
import { native, type NativeName } from '../../test/types/random-types';
import { randomValue } from '../../test/types/random-values';
import { SeededRandom } from '../../test/types/seeded-random';
import type { DataType } from '../protocol/data-type';
import { Codecs } from '../codec/codecs';
import { temporalCodecs } from './temporal-codecs';
import type { TemporalNamespace } from './temporal-namespace';

interface FromText {
  from(text: string): object;
}
// oxlint-disable-next-line typescript/no-require-imports
const { Temporal } = require('@js-temporal/polyfill') as {
  Temporal: TemporalNamespace & Record<'Instant' | 'PlainDate' | 'PlainTime' | 'Duration' | 'ZonedDateTime', FromText>;
};

const plain = new Codecs();
const codecs = new Codecs({ codecs: temporalCodecs(Temporal) });
const read = (type: DataType, stored: unknown): unknown => codecs.decodeValue(type, plain.encodeValue(type, stored));
const written = (type: DataType, value: unknown): string => codecs.encodeValue(type, value).toString('hex');
const bytes = (type: DataType, stored: unknown): string => plain.encodeValue(type, stored).toString('hex');

describe.each<[type: NativeName, stored: unknown, text: string]>([
  ['timestamp', new Date(5), '1970-01-01T00:00:00.005Z'],
  ['timestamp', new Date(-1), '1969-12-31T23:59:59.999Z'],
  ['timestamp', new Date(8.64e15), '+275760-09-13T00:00:00Z'],
  ['date', types.LocalDate.fromString('2024-02-29'), '2024-02-29'],
  ['date', new types.LocalDate(50, 1, 31), '0050-01-31'],
  ['date', new types.LocalDate(-44, 3, 15), '-000044-03-15'],
  ['date', new types.LocalDate(12_345, 12, 31), '+012345-12-31'],
  ['time', types.LocalTime.fromString('13:30:54.001002003'), '13:30:54.001002003'],
  ['time', types.LocalTime.fromString('00:00:00'), '00:00:00'],
  ['time', types.LocalTime.fromString('23:59:59.999999999'), '23:59:59.999999999'],
  ['duration', new types.Duration(14, 3, types.Long.fromString('5400000000001')), 'P14M3DT1H30M0.000000001S'],
  ['duration', new types.Duration(-1, -2, types.Long.fromString('-1000')), '-P1M2DT0.000001S'],
  ['duration', new types.Duration(0, 0, types.Long.ZERO), 'PT0S'],
  ['duration', new types.Duration(2_147_483_647, 0, types.Long.MAX_VALUE), 'P2147483647MT2562047H47M16.854775807S'],
])('%s %s', (name, stored, text) => {
  const type = native(name);

  it(`is ${text}, and written as it was`, () => {
    const value = read(type, stored);
    expect(String(value)).toBe(text);
    expect(written(type, value)).toBe(bytes(type, stored));
  });

  it('is written from the default value, too', () => {
    expect(written(type, stored)).toBe(bytes(type, stored));
  });
});

it.each(['timestamp', 'date', 'time', 'duration'] as const)('reads and writes random values of %s', (name) => {
  const type = native(name);
  const random = new SeededRandom(name.length);
  let read = 0;
  for (let round = 0; round < 200; round++) {
    const stored = plain.encodeValue(type, randomValue(random, type));
    let value: unknown;
    try {
      value = codecs.decodeValue(type, stored);
    } catch (error) {
      // CQL has days and instants that Temporal has not.
      expect((error as Error).message).toContain(`the codec of ${name} threw (RangeError)`);
      continue;
    }
    read++;
    expect(written(type, value)).toBe(stored.toString('hex'));
  }
  expect(read).toBeGreaterThan(50);
});

describe('writes', () => {
  it.each<[what: string, type: NativeName, value: unknown, stored: unknown]>([
    ['years and weeks', 'duration', Temporal.Duration.from('P1Y2M3W4D'), new types.Duration(14, 25, types.Long.ZERO)],
    [
      'a day of another calendar',
      'date',
      Temporal.PlainDate.from('2024-02-29[u-ca=hebrew]'),
      types.LocalDate.fromString('2024-02-29'),
    ],
    [
      'an instant of a time zone',
      'timestamp',
      Temporal.ZonedDateTime.from('1970-01-01T01:00+01:00[Europe/Paris]'),
      new Date(0),
    ],
  ])('%s', (_, type, value, stored) => {
    expect(written(native(type), value)).toBe(bytes(native(type), stored));
  });

  it.each<[what: string, type: NativeName, value: unknown, words: string]>([
    [
      'more than milliseconds',
      'timestamp',
      Temporal.Instant.from('1970-01-01T00:00:00.0000001Z'),
      'the codec of timestamp threw (RangeError)',
    ],
    [
      'more than 2,147,483,647 months',
      'duration',
      Temporal.Duration.from('P200000000Y'),
      'the codec of duration threw (RangeError)',
    ],
    [
      'more than 292 years of hours',
      'duration',
      Temporal.Duration.from('PT2562048H'),
      'the codec of duration threw (RangeError)',
    ],
    ['a time in the place of a day', 'date', Temporal.PlainTime.from('12:00'), 'expected a LocalDate'],
    ['a day in the place of a time', 'time', Temporal.PlainDate.from('2024-02-29'), 'expected a LocalTime'],
    ['a number', 'duration', 5, 'expected a Duration, got a number'],
  ])('nothing else: %s', (_, type, value, words) => {
    expect(() => written(native(type), value)).toThrow(words);
  });
});

describe('temporalCodecs', () => {
  const scope = globalThis as { Temporal?: unknown };

  it('takes the global Temporal where none is passed in', () => {
    const before = Object.getOwnPropertyDescriptor(scope, 'Temporal');
    Object.defineProperty(scope, 'Temporal', { value: Temporal, configurable: true });
    try {
      expect(temporalCodecs().map(({ type }) => type)).toEqual(['timestamp', 'date', 'time', 'duration']);
    } finally {
      if (before === undefined) delete scope.Temporal;
      else Object.defineProperty(scope, 'Temporal', before);
    }
  });

  it.each([{ Instant: {} }, 'Temporal', { Temporal }])('refuses %p', (given) => {
    expect(() => temporalCodecs(given as never)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringContaining('Temporal itself') as unknown,
      }),
    );
  });
});
