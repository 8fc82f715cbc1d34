// Values that were made elsewhere: in another realm (node:vm, structuredClone in Jest), or by another copy of cassandra-driver.
// They have the bytes of the same values made here, wherever they stand; what is refused here is refused of them.
import { createContext, runInContext } from 'node:vm';
import { types } from 'cassandra-driver';
import { list, map, native, nativeNames, set, tuple, userType, vector } from '../../test/types/random-types';
import { randomValue } from '../../test/types/random-values';
import { SeededRandom } from '../../test/types/seeded-random';
import { ByteWriter } from '../protocol/byte-writer';
import type { DataType } from '../protocol/data-type';
import { Codecs } from './codecs';

type Globals = Pick<
  typeof globalThis,
  'Array' | 'DataView' | 'Date' | 'Float32Array' | 'Map' | 'Object' | 'Set' | 'Uint8Array'
>;

const realm = runInContext('globalThis', createContext()) as Globals;
const other = anotherCopy();

/** The same value, of other classes to the last of its parts. */
function foreign(value: unknown, asNull = false): unknown {
  const inner = (item: unknown): unknown => foreign(item, asNull);
  if (typeof value !== 'object' || value === null) return value;
  if (value === types.unset) return other.unset;
  if (Array.isArray(value)) return realm.Array.from(value, inner);
  if (value instanceof Date) return new realm.Date(value.getTime());
  if (value instanceof Map) return new realm.Map(Array.from(value, ([key, item]) => [inner(key), inner(item)]));
  if (value instanceof Set) return new realm.Set(Array.from(value, inner));
  if (value instanceof Uint8Array) return realm.Uint8Array.from(value);
  if (value instanceof types.TimeUuid) return new other.TimeUuid(value.getBuffer());
  if (value instanceof types.Uuid) return new other.Uuid(value.getBuffer());
  if (value instanceof types.InetAddress) return new other.InetAddress(value.getBuffer());
  if (value instanceof types.Long) return other.Long.fromBits(value.low, value.high);
  if (value instanceof types.Integer) return other.Integer.fromBuffer(types.Integer.toBuffer(value));
  if (value instanceof types.BigDecimal) return other.BigDecimal.fromBuffer(types.BigDecimal.toBuffer(value));
  if (value instanceof types.LocalDate) return other.LocalDate.fromBuffer(value.toBuffer());
  if (value instanceof types.LocalTime) return other.LocalTime.fromBuffer(value.toBuffer());
  if (value instanceof types.Duration) return other.Duration.fromBuffer(value.toBuffer());
  if (value instanceof types.Tuple) return other.Tuple.fromArray((value.elements as unknown[]).map(inner));
  if (value instanceof types.Vector) return new other.Vector((value.elements as unknown[]).map(inner));
  const object = (asNull ? Object.create(null) : new realm.Object()) as Record<string, unknown>;
  for (const [name, item] of Object.entries(value)) object[name] = inner(item);
  return object;
}

/** Evaluated again, with everything that it requires. */
function anotherCopy(): typeof types {
  let copy: typeof types | undefined;
  jest.isolateModules(() => (copy = jest.requireActual<{ types: typeof types }>('cassandra-driver').types));
  return copy!;
}

const text = native('text');
const places: [name: string, typeOf: (type: DataType) => DataType][] = [
  ['alone', (type) => type],
  ['in a list', list],
  ['in a set', set],
  ['as the key of a map', (type) => map(type, text)],
  ['as the value of a map', (type) => map(text, type)],
  ['in a tuple', (type) => tuple(type, type)],
  ['in a user type', (type) => userType('holder', { first: type, second: type })],
  ['in a vector', (type) => vector(type, 2)],
  ['in a list of lists', (type) => list(list(type))],
  ['in a map of sets', (type) => map(text, set(type))],
  ['in a list of user types', (type) => list(userType('holder', { first: type }))],
  ['in a list of tuples', (type) => list(tuple(type))],
];
const names = [...nativeNames, 'counter' as const];
const table = names.flatMap((name) => places.map(([place, typeOf]) => ({ name, place, typeOf })));

/** Cassandra has no order for durations: they are no part of a key. */
const mayBeKey = (name: string): boolean => name !== 'duration';

describe.each([{ compile: true }, { compile: false }])('made elsewhere, compiled: $compile', ({ compile }) => {
  const codecs = new Codecs({ compile });

  it.each(table)('$name $place has the bytes of a value made here', ({ name, place, typeOf }) => {
    const type = typeOf(native(name));
    const random = new SeededRandom(name.length * 7919 + place.length);
    for (let round = 0; round < 4; round++) {
      // Only a Map can have keys of a class.
      const value = randomValue(random, type, { asClasses: round % 2 === 0 || place === 'as the key of a map' });
      for (const asNull of [false, true]) {
        const copy = foreign(value, asNull);
        expect(bytesOf(codecs, type, copy)).toBe(bytesOf(codecs, type, value));
        if (mayBeKey(name)) expect(keyBytesOf(codecs, type, copy)).toBe(keyBytesOf(codecs, type, value));
      }
    }
  });

  const blobs = [new realm.Uint8Array([1, 2]), structuredClone(Buffer.from([1, 2])), new realm.Uint8Array(100).fill(7)];
  it.each([
    ['date', native('date'), structuredClone(new Date(5)), new Date(5)],
    ['date', native('date'), new realm.Date(2024, 1, 29), new Date(2024, 1, 29)],
    ['timestamp', native('timestamp'), structuredClone(new Date(5)), new Date(5)],
    ['timestamp', native('timestamp'), other.Long.fromInt(5), new Date(5)],
    ['int', native('int'), other.Long.fromInt(5), 5],
    ['blob', native('blob'), blobs[0], Buffer.from([1, 2])],
    ['blob', native('blob'), blobs[1], Buffer.from([1, 2])],
    ['blob', native('blob'), blobs[2], Buffer.alloc(100, 7)],
    ['list', list(native('int')), structuredClone(new Set([1, 2])), [1, 2]],
    ['map', map(text, text), structuredClone(new Map([['a', 'b']])), { a: 'b' }],
    ['vector', vector(native('float'), 2), realm.Float32Array.of(1, 2), [1, 2]],
    ['vector', vector(native('float'), 2), new other.Vector(new Float32Array([1, 2])), [1, 2]],
    [
      'a Duration with a Long of the other copy',
      native('duration'),
      new types.Duration(1, 2, other.Long.fromInt(3)),
      new types.Duration(1, 2, types.Long.fromInt(3)),
    ],
    [
      'a Tuple that holds values of the other copy',
      tuple(native('uuid')),
      new types.Tuple(other.Uuid.fromString('123e4567-e89b-12d3-a456-426614174000')),
      ['123e4567-e89b-12d3-a456-426614174000'],
    ],
  ] as [string, DataType, unknown, unknown][])('takes for %s what means the same (%#)', (_name, type, value, as) => {
    expect(bytesOf(codecs, type, value)).toBe(bytesOf(codecs, type, as));
  });

  const unsetTypes = [
    text,
    native('int'),
    native('uuid'),
    list(text),
    set(text),
    map(text, native('boolean')),
    tuple(text),
    userType('flags', { unset: native('boolean') }),
    vector(native('int'), 2),
  ];
  it.each(unsetTypes)('takes the unset of another copy of cassandra-driver for unset (%#)', (type) => {
    expect(bytesOf(codecs, type, other.unset)).toBe('fffffffe');
    expect(bytesOf(codecs, tuple(type), [other.unset])).toBe(bytesOf(codecs, tuple(type), [null]));
    expect(() => bytesOf(codecs, list(type), [other.unset])).toThrow('expected elements that are not null');
  });

  it('keeps a map that has a key of that name', () => {
    const type = map(text, native('boolean'));
    expect(bytesOf(codecs, type, { unset: true })).toBe(bytesOf(codecs, type, new Map([['unset', true]])));
  });

  it.each([
    [native('date'), new realm.Date(NaN), 'an invalid Date'],
    [native('timestamp'), new realm.Date(NaN), 'an invalid Date'],
    [native('int'), new realm.Date(), 'a Date'],
    [native('int'), new realm.Object(), 'an object'],
    [list(text), new realm.Map([['a', 'b']]), 'a Map'],
    [list(list(text)), new realm.Map([['a', 'b']]), 'a Map'],
    [map(text, text), new realm.Set(['a']), 'a Set'],
    [map(text, text), new realm.Date(), 'a Date'],
    [userType('holder', { first: text }), new realm.Date(), 'a Date'],
    [vector(native('int'), 2), new realm.DataView(new ArrayBuffer(2)), 'a DataView'],
    [native('uuid'), structuredClone(types.Uuid.random()), 'an object'],
    [native('uuid'), other.InetAddress.fromString('::1'), 'an InetAddress'],
    [native('inet'), other.Uuid.random(), 'an Uuid'],
    [native('varint'), other.BigDecimal.fromString('1'), 'a BigDecimal'],
    [native('decimal'), other.Integer.fromInt(1), 'an Integer'],
    [native('time'), other.LocalDate.now(), 'a LocalDate'],
    [native('date'), other.LocalTime.now(), 'a LocalTime'],
    [native('duration'), other.LocalTime.now(), 'a LocalTime'],
    [native('blob'), other.Uuid.random(), 'an Uuid'],
    [tuple(text), new other.Vector(['a']), 'a Vector'],
    [vector(text, 1), new other.Tuple('a'), 'a Tuple'],
  ] as [DataType, unknown, string][])('refuses what is refused of this realm (%#)', (type, value, kind) => {
    expect(() => bytesOf(codecs, type, value)).toThrow(TypeError);
    expect(() => bytesOf(codecs, type, value)).toThrow(`got ${kind}`);
  });

  it('says that a class is another one where the names are the same', () => {
    class Uuid {}
    expect(() => bytesOf(codecs, native('uuid'), new Uuid())).toThrow(
      'expected a Uuid or its string, got an Uuid whose class is not that of the cassandra-driver in use',
    );
  });
});

describe('reading into the Map and the Set of another realm', () => {
  const codecs = new Codecs({ encoding: { map: realm.Map, set: realm.Set } });
  const writer = new Codecs();

  it('refuses 0 beside -0 as for our own', () => {
    const double = native('double');
    const inSet = writer.encodeValue(set(double), [0, -0]);
    const inMap = writer.encodeValue(list(double), [0, 1, -0, 1]);
    inMap.writeInt32BE(2);
    expect(() => codecs.decodeValue(set(double), inSet)).toThrow('it holds both 0 and -0');
    expect(() => codecs.decodeValue(map(double, double), inMap)).toThrow('it has both 0 and -0 for keys');
  });
});

function bytesOf(codecs: Codecs, type: DataType, value: unknown): string {
  const writer = new ByteWriter();
  codecs.parametersEncoder([{ keyspace: 'ks', table: 't', name: 'c', type }]).encode(writer, [value]);
  return writer.buffer.toString('hex', 0, writer.position);
}

function keyBytesOf(codecs: Codecs, type: DataType, value: unknown): string {
  const writer = new ByteWriter();
  codecs.parametersEncoder([{ keyspace: 'ks', table: 't', name: 'c', type }], [0]).encodeOne(writer, 0, value);
  return writer.buffer.toString('hex', 0, writer.position);
}
