import { types, type DataType } from '@async-cassandra/core';
import type { SchemaElement } from 'hyparquet';
import { leafToJson } from './leaf-to-json';

const { dataTypes } = types;
const typeOf = (code: number) => ({ code, info: null, options: { frozen: false, reversed: false } }) as DataType;
const element = (given: Partial<SchemaElement>): SchemaElement => ({ name: 'column', ...given });

const date = element({ type: 'INT32', converted_type: 'DATE' });
const micros = element({ type: 'INT64', converted_type: 'TIMESTAMP_MICROS' });
const nanos = element({ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' } });
const timeMillis = element({ type: 'INT32', converted_type: 'TIME_MILLIS' });
const timeMicros = element({ type: 'INT64', logical_type: { type: 'TIME', isAdjustedToUTC: true, unit: 'MICROS' } });
const decimal = element({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 4, converted_type: 'DECIMAL', scale: 2 });

it.each<[string, unknown, SchemaElement, number, unknown]>([
  ['a date', -1, date, dataTypes.date, '2147483647'],
  ['a date for a timestamp', 1, date, dataTypes.timestamp, '86400000'],
  ['a date for a text', 0, date, dataTypes.text, '1970-01-01'],
  ['microseconds', 1_700_000_000_123_456n, micros, dataTypes.timestamp, '1700000000123'],
  ['nanoseconds', 1_700_000_000_123_456_789n, nanos, dataTypes.timestamp, '1700000000123'],
  ['a timestamp for a text', 1000n, micros, dataTypes.text, '1970-01-01T00:00:00.001Z'],
  ['a time of milliseconds', 1, timeMillis, dataTypes.time, '1000000'],
  ['a time of microseconds', 1n, timeMicros, dataTypes.time, '1000'],
  ['a time for a text', 1n, timeMicros, dataTypes.text, '00:00:00.000001'],
  ['a decimal', Buffer.from('ffffff6a', 'hex'), decimal, dataTypes.decimal, '-150E-2'],
  ['a decimal of 64 bits', 12_345_678_901_234_567n, decimal, dataTypes.decimal, '12345678901234567E-2'],
  ['bytes', new Uint8Array([0, 255]), element({ type: 'BYTE_ARRAY' }), dataTypes.blob, '0x00ff'],
  ['an integer', 2n ** 60n, element({ type: 'INT64' }), dataTypes.bigint, '1152921504606846976'],
])('%s', (_, value, given, code, expected) => {
  expect(leafToJson(value, given, typeOf(code))).toBe(expected);
});
