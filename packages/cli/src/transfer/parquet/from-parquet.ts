// Converts values from Parquet to Cassandra's own JSON.
import { types, type DataType } from '@async-cassandra/core';
import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { toCassandraJson, toInsertKey, toMapKey, type CassandraJson } from '../../values/cassandra-json';
import { daysBeforeEpoch } from './parquet-types';
import { partsOf } from './type-parts';

/** Digits as text, which Cassandra reads as milliseconds and as days of any year. The library returns undefined for null. */
const digits = (value: bigint | undefined, unit = 1n): string | undefined =>
  value === undefined ? undefined : String(value / unit);

export const exactParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (milliseconds) => digits(milliseconds),
  timestampFromMicroseconds: (microseconds) => digits(microseconds, 1000n),
  timestampFromNanoseconds: (nanoseconds) => digits(nanoseconds, 1_000_000n),
  dateFromDays: (days: number | undefined) => (days === undefined ? undefined : String(days + daysBeforeEpoch)),
};

/**
 * Returns the schema with maps as structs with a list `key_value`: the library converts maps to objects, whose keys are texts, and loses
 * other keys.
 */
export function withoutMaps(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) =>
    element.converted_type === 'MAP' || element.logical_type?.type === 'MAP'
      ? { ...element, converted_type: undefined, logical_type: undefined }
      : element,
  );
}

/** `type` is the type of the table's column; the server refuses a value of another shape. */
export function fromParquet(value: unknown, type: DataType | undefined): CassandraJson {
  if (value === null || value === undefined) return null;
  const parts = type && partsOf(type);
  if (parts?.kind === 'list' && isSequence(value)) {
    return Array.from(value, (each) => fromParquet(each, parts.element));
  }
  if (parts?.kind === 'map' && isMap(value)) {
    return Object.fromEntries(
      value.key_value.map(({ key, value: each }) => [
        toMapKey(fromParquet(key, parts.key)),
        fromParquet(each, parts.value),
      ]),
    );
  }
  if (parts?.kind === 'tuple' && isObject(value)) {
    return Object.values(value).map((each, i) => fromParquet(each, parts.fields[i]?.type));
  }
  if (parts?.kind === 'udt' && isObject(value)) {
    const typeOf = new Map(parts.fields.map((field) => [field.name, field.type]));
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [toInsertKey(name), fromParquet(each, typeOf.get(name))]),
    );
  }
  // Cassandra reads the nanoseconds of a day only from text.
  if (type?.code === types.dataTypes.time && typeof value === 'bigint') return String(value);
  return toCassandraJson(value instanceof Uint8Array ? Buffer.from(value) : value);
}

interface ReadMap {
  readonly key_value: readonly { readonly key: unknown; readonly value: unknown }[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && !isSequence(value);
const isMap = (value: unknown): value is ReadMap => isObject(value) && Array.isArray((value as ReadMap).key_value);
const isSequence = (value: unknown): value is Iterable<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof Uint8Array));
