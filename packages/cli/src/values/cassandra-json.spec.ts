import { types } from '@async-cassandra/core';
import { toCassandraJson, toInsertKey } from './cassandra-json';

const { BigDecimal, Duration, InetAddress, LocalDate, Long, Tuple, Uuid } = types;
const uuid = '7d444840-9dc0-11d1-b245-5ffdce74fad2';

describe('a value in the JSON of Cassandra', () => {
  const cases: [what: string, value: unknown, expected: unknown][] = [
    ['null', null, null],
    ['what is not set', undefined, null],
    ['a number', 1.5, 1.5],
    ['no number', NaN, 'NaN'],
    ['the negative zero', -0, '-0.0'],
    ['an integer that JavaScript holds', Long.fromNumber(42), 42],
    ['an integer that it does not', Long.fromString('9223372036854775807'), '9223372036854775807'],
    ['a bigint', -(2n ** 63n), '-9223372036854775808'],
    ['bytes', Buffer.from([0, 255]), '0x00ff'],
    ['a time', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a uuid', Uuid.fromString(uuid), uuid],
    ['a date', LocalDate.fromString('2024-02-29'), '2024-02-29'],
    ['a decimal', BigDecimal.fromString('1.50'), '1.50'],
    ['a decimal without its zeros', new BigDecimal(15, -3), '15E3'],
    ['a decimal far behind the point', new BigDecimal(-15, 400), '-15E-400'],
    ['a time of a far year', new Date(-8.64e15), '-8640000000000000'],
    ['a date of a far year', LocalDate.fromString('2147483647'), '4294967295'],
    ['a duration', Duration.fromString('1mo2d3h'), '1mo2d3h'],
    ['an address', InetAddress.fromString('::1'), '::1'],
    ['a tuple', new Tuple(1, null), [1, null]],
    ['a set', new Set(['a']), ['a']],
    ['a vector', new Float32Array([1, 2]), [1, 2]],
    ['a map', new Map([[1, 'one']]), { 1: 'one' }],
    ['a map of uuids', new Map([[Uuid.fromString(uuid), [1]]]), { [uuid]: [1] }],
    ['a map of tuples', new Map([[new Tuple(1, 'a'), 2]]), { '[1,"a"]': 2 }],
    ['a user-defined type', { street: 'Main', tags: new Set([Long.ONE]) }, { street: 'Main', tags: [1] }],
  ];

  it.each(cases)('is right for %s', (_, value, expected) => {
    expect(toCassandraJson(value)).toEqual(expected);
  });

  it('goes under a name that is quoted unless CQL folds it to itself', () => {
    expect(['plain', 'Mixed', 'with space', 'a"b'].map(toInsertKey)).toEqual([
      'plain',
      '"Mixed"',
      '"with space"',
      '"a"b"',
    ]);
  });
});
