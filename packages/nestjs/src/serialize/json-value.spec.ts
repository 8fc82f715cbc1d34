import { runInNewContext } from 'node:vm';
import {
  BigDecimal,
  Duration,
  InetAddress,
  Integer,
  LocalDate,
  LocalTime,
  Long,
  Row,
  Tuple,
  Uuid,
  Vector,
} from '@async-cassandra/core';
import { toJsonValue } from './json-value';

const uuid = '5a2b8a1e-7d0f-4c62-9f52-0d9c4f3b6a11';
const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(toJsonValue(value)));

/** The types of the driver take a number only. */
const decimalOf = (unscaled: Integer, scale: number): BigDecimal =>
  new BigDecimal(unscaled as unknown as number, scale);

describe('toJsonValue', () => {
  test.each<[string, unknown, unknown]>([
    ['bigint', 2n ** 64n, '18446744073709551616'],
    ['Long', Long.fromString('9223372036854775807'), '9223372036854775807'],
    ['varint', Integer.fromString('123456789012345678901'), '123456789012345678901'],
    ['decimal', BigDecimal.fromString('1.50'), '1.50'],
    ['duration', Duration.fromString('1d2h'), '1d2h'],
    ['uuid', Uuid.fromString(uuid), uuid],
    ['inet', InetAddress.fromString('10.0.0.1'), '10.0.0.1'],
    ['date', LocalDate.fromString('2026-01-02'), '2026-01-02'],
    ['time', LocalTime.fromString('10:20:30'), '10:20:30'],
    ['timestamp', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['blob', Buffer.from([1, 2, 255]), 'AQL/'],
    ['tuple', new Tuple(1, 2n, 'a'), [1, '2', 'a']],
    ['vector', new Vector(new Float32Array([0.5, 1]), 'float'), [0.5, 1]],
    ['typed array', new Float32Array([0.5]), [0.5]],
    ['set', new Set([1n, 2n]), ['1', '2']],
    ['map', new Map([['a', new Map([[1n, Buffer.from('x')]])]]), { a: { 1: 'eA==' } }],
    ['map with uuids', new Map([[Uuid.fromString(uuid), 1]]), { [uuid]: 1 }],
    ['list in an object', { list: [{ n: 1n }] }, { list: [{ n: '1' }] }],
    ['map of another realm', runInNewContext('new Map([["a", new Set([1n])]])'), { a: ['1'] }],
    ['bytes of another realm', runInNewContext('new Uint8Array([1, 2, 255])'), 'AQL/'],
    ['null', null, null],
  ])('writes %s', (_, value, expected) => {
    expect(jsonOf(value)).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ['a varint', Integer.fromString('9'.repeat(400)), '9'.repeat(400)],
    ['a varint below zero', Integer.fromString(`-${'7'.repeat(400)}`), `-${'7'.repeat(400)}`],
    ['a decimal', decimalOf(Integer.fromString('8'.repeat(400)), 10), `${'8'.repeat(400)}E-10`],
    ['a small decimal', decimalOf(Integer.fromInt(1), 500_000_000), '1E-500000000'],
    ['a large decimal', decimalOf(Integer.fromInt(-12), -500_000_000), '-12E500000000'],
  ])('writes %s of any size, at once and no longer than it is', (_, value, expected) => {
    expect(jsonOf({ value, list: [value] })).toEqual({ value: expected, list: [expected] });
    expect(jsonOf(new Map([[value, 1]]))).toEqual({ [expected]: 1 });
  });

  test('gives back what needs no change', () => {
    const value = { a: 1, list: [{ b: 'x' }], at: new Date(0) };
    expect(toJsonValue(value)).toBe(value);
  });

  test('changes a copy, of the same class', () => {
    class Page {
      constructor(readonly rows: object[]) {}
    }
    const page = new Page([{ n: 1n }]);
    const converted = toJsonValue(page) as Page;
    expect(converted).toBeInstanceOf(Page);
    expect([converted.rows, page.rows]).toEqual([[{ n: '1' }], [{ n: 1n }]]);
  });

  test('keeps a column of any name', () => {
    const row = Object.defineProperty(new Row(), '__proto__', { value: 1n, enumerable: true });
    expect(JSON.stringify(toJsonValue(row))).toBe('{"__proto__":"1"}');
  });

  test('leaves a circle to JSON.stringify, which says so', () => {
    const circle: Record<string, unknown> = { n: 1 };
    circle.self = circle;
    expect(() => JSON.stringify(toJsonValue(circle))).toThrow(/circular/);
  });
});
