// Random CQL types: every native one, and nestings that a real server accepts.
import { typeCode, type DataType, type NativeType, type UserDefinedType } from '../../src/protocol/data-type';
import { hasVectors } from '../fixture/server-release';
import type { SeededRandom } from './seeded-random';

const options = { frozen: false, reversed: false };

export const nativeNames = [
  ...(['ascii', 'bigint', 'blob', 'boolean', 'date', 'decimal', 'double', 'duration', 'float', 'inet', 'int'] as const),
  ...(['smallint', 'text', 'time', 'timestamp', 'timeuuid', 'tinyint', 'uuid', 'varchar', 'varint'] as const),
];
export type NativeName = (typeof nativeNames)[number];

export const native = (name: NativeName | 'counter'): DataType => ({
  code: typeCode[name] as NativeType['code'],
  info: null,
  options,
});
export const list = (info: DataType): DataType => ({ code: typeCode.list, info, options });
export const set = (info: DataType): DataType => ({ code: typeCode.set, info, options });
export const map = (key: DataType, value: DataType): DataType => ({ code: typeCode.map, info: [key, value], options });
export const tuple = (...info: DataType[]): DataType => ({ code: typeCode.tuple, info, options });
/** A list where the server has no vectors. */
export const vector = (element: DataType, dimension: number): DataType =>
  hasVectors ? { code: typeCode.custom, info: [element, dimension], customTypeName: 'vector', options } : list(element);
export const custom = (info: string): DataType => ({ code: typeCode.custom, info, options });
export const userType = (name: string, fields: Record<string, DataType>, keyspace = 'ks'): UserDefinedType => ({
  code: typeCode.udt,
  info: {
    keyspace,
    name,
    fields: Object.entries(fields).map(([fieldName, type]) => ({ name: fieldName, type })),
  },
  options,
});

/** Cassandra has no order for durations: they are no elements of a set and no keys of a map. */
export const keyNames = nativeNames.filter((name) => name !== 'duration');

/**
 * What a property's name can be written as by both, and is read as the same: cassandra-driver has no text for blobs, takes
 * 'false' for true and no 'NaN'; a second for a timestamp, no exponent for a decimal, and counts days for a date far away.
 */
const unlike: readonly string[] = ['blob', 'boolean', 'double', 'float', 'timestamp', 'decimal', 'date'];
export const propertyNames = keyNames.filter((name) => !unlike.includes(name));

export function randomType(random: SeededRandom, depth: number, mapKeys: readonly NativeName[] = keyNames): DataType {
  if (depth === 0 || random.chance(0.2)) return native(random.pick(nativeNames));
  const inner = () => randomType(random, depth - 1, mapKeys);
  switch (random.integer(0, 5)) {
    case 0:
      return list(inner());
    case 1:
      return set(native(random.pick(keyNames)));
    case 2:
      return map(native(random.pick(mapKeys)), inner());
    case 3:
      return tuple(...random.times(random.integer(1, 4), inner));
    case 4:
      return vector(inner(), random.integer(1, 5));
    default:
      return userType(`t${(random.word() >>> 0).toString(36)}`, fieldsOf(random.times(random.integer(1, 4), inner)));
  }
}

function fieldsOf(types: readonly DataType[]): Record<string, DataType> {
  return Object.fromEntries(types.map((type, index) => [`field_${index}`, type]));
}
