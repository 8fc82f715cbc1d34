// The representation of a CQL type in Parquet: its elements of the schema, and its values. Numbers, times and collections have the types that
// analysts expect. Types without an exact equivalent (decimal, varint, duration, inet) are text, as in Cassandra's JSON.
import { types, type DataType } from '@async-cassandra/core';
import type { SchemaElement } from 'hyparquet';
import { toCassandraJson } from '../../values/cassandra-json';
import { partsOf } from './type-parts';

const { dataTypes } = types;

interface Scalar {
  readonly element: Pick<SchemaElement, 'type' | 'type_length' | 'converted_type' | 'logical_type'>;
  /** Converts a non-null value for the library. Default: the value itself. */
  readonly write?: (value: never) => unknown;
}

/** The protocol counts days from this many days before 1970. */
export const daysBeforeEpoch = 2 ** 31;

const text: Scalar = {
  element: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  write: (value: unknown) => String(toCassandraJson(value)),
};
const long: Scalar = { element: { type: 'INT64' }, write: (value: types.Long | bigint) => BigInt(value.toString()) };
/** A copy, because a value in the list of groups must not keep a whole page of rows alive. */
const bytes: Scalar = { element: { type: 'BYTE_ARRAY' }, write: (value: Buffer) => new Uint8Array(value) };
const uuid: Scalar = {
  element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
  write: (value: types.Uuid) => new Uint8Array(value.getBuffer()),
};
const timestamp: Scalar = {
  element: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  write: (value: Date) => BigInt(value.getTime()),
};
const date: Scalar = {
  element: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  write: (value: types.LocalDate) => value.toBuffer().readUInt32BE() - daysBeforeEpoch,
};
const time: Scalar = {
  element: { type: 'INT64', logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'NANOS' } },
  write: (value: types.LocalTime) => value.toBuffer().readBigInt64BE(),
};

const scalars = new Map<number, Scalar>([
  [dataTypes.boolean, { element: { type: 'BOOLEAN' } }],
  [dataTypes.tinyint, { element: { type: 'INT32', converted_type: 'INT_8' } }],
  [dataTypes.smallint, { element: { type: 'INT32', converted_type: 'INT_16' } }],
  [dataTypes.int, { element: { type: 'INT32' } }],
  [dataTypes.bigint, long],
  [dataTypes.counter, long],
  [dataTypes.float, { element: { type: 'FLOAT' } }],
  [dataTypes.double, { element: { type: 'DOUBLE' } }],
  [dataTypes.blob, bytes],
  [dataTypes.custom, bytes],
  [dataTypes.uuid, uuid],
  [dataTypes.timeuuid, uuid],
  [dataTypes.timestamp, timestamp],
  [dataTypes.date, date],
  [dataTypes.time, time],
]);

const scalarOf = ({ code }: DataType): Scalar => scalars.get(code) ?? text;

/** Returns the elements of a column or a field of this type; the first one has its name. */
export function schemaOf(
  name: string,
  type: DataType,
  repetition: 'OPTIONAL' | 'REQUIRED' = 'OPTIONAL',
): SchemaElement[] {
  const head = { name, repetition_type: repetition };
  const parts = partsOf(type);
  if (parts === undefined) return [{ ...head, ...scalarOf(type).element }];
  switch (parts.kind) {
    case 'list':
      return [
        { ...head, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...schemaOf('element', parts.element),
      ];
    case 'map':
      return [
        { ...head, num_children: 1, converted_type: 'MAP', logical_type: { type: 'MAP' } },
        { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
        ...schemaOf('key', parts.key, 'REQUIRED'),
        ...schemaOf('value', parts.value),
      ];
    default:
      return [
        { ...head, num_children: parts.fields.length },
        ...parts.fields.flatMap((field) => schemaOf(field.name, field.type)),
      ];
  }
}

/** Whether the type contains floating-point numbers: the library's dictionary confuses -0 with 0. */
export function holdsFloats(type: DataType): boolean {
  return schemaOf('', type).some((element) => element.type === 'DOUBLE' || element.type === 'FLOAT');
}

/** Converts a value of a column with exact values for the library. */
export function toParquet(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  const parts = partsOf(type);
  switch (parts?.kind) {
    case 'list':
      return Array.from(value as Iterable<unknown>, (each) => toParquet(each, parts.element));
    case 'map':
      return Array.from(value as Map<unknown, unknown>, ([key, each]) => [
        toParquet(key, parts.key),
        toParquet(each, parts.value),
      ]);
    case 'tuple':
      return structOf(parts.fields, (_, i) => (value as types.Tuple).get(i) as unknown);
    case 'udt':
      return structOf(parts.fields, (name) => (value as Record<string, unknown>)[name]);
    default:
      return scalarOf(type).write?.(value as never) ?? value;
  }
}

function structOf(
  fields: readonly { readonly name: string; readonly type: DataType }[],
  valueOf: (name: string, index: number) => unknown,
): object {
  return Object.fromEntries(fields.map(({ name, type }, i) => [name, toParquet(valueOf(name, i), type)]));
}
