// A value without parts, raw as Parquet has it: by its logical type, for the type of the column.
import { types, type DataType } from '@async-cassandra/core';
import type { SchemaElement } from 'hyparquet';
import { toCassandraJson, type CassandraJson } from '../../values/cassandra-json';
import { daysBeforeEpoch } from './parquet-types';

const { dataTypes, LocalDate, LocalTime } = types;

const millisecondsOfDay = 86_400_000n;
const nanosecondsOfMillisecond = 1_000_000n;

/** `element` of the file's own schema. Numbers that a column of another type would take for something else become text. */
export function leafToJson(value: unknown, element: SchemaElement, type: DataType | undefined): CassandraJson {
  const { converted_type: converted, logical_type: logical } = element;
  const kind = logical?.type ?? converted;
  if (kind === 'DECIMAL')
    return decimalOf(value as number, logical?.type === 'DECIMAL' ? logical.scale : element.scale);
  if (kind === 'DATE') return dateOf(value as number, type);
  if (kind?.startsWith('TIMESTAMP') || element.type === 'INT96') {
    return timestampOf((value as bigint) / millisecondIn(element), type);
  }
  if (kind?.startsWith('TIME')) {
    return timeOf(BigInt(value as bigint) * (nanosecondsOfMillisecond / millisecondIn(element)), type);
  }
  return toCassandraJson(value instanceof Uint8Array ? Buffer.from(value) : value);
}

/** How many of its units are a millisecond. */
function millisecondIn({ type, converted_type: converted, logical_type: logical }: SchemaElement): bigint {
  const unit = logical !== undefined && 'unit' in logical ? logical.unit : converted?.split('_')[1];
  if (unit === 'NANOS' || type === 'INT96') return nanosecondsOfMillisecond;
  return unit === 'MICROS' ? 1000n : 1n;
}

function decimalOf(value: number | bigint | Uint8Array, scale = 0): string {
  const unscaled = value instanceof Uint8Array ? integerOf(value) : BigInt(value);
  return scale === 0 ? String(unscaled) : `${unscaled}E${-scale}`;
}

function integerOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

function dateOf(days: number, type: DataType | undefined): string {
  if (type?.code === dataTypes.timestamp) return String(BigInt(days) * millisecondsOfDay);
  return type?.code === dataTypes.date ? String(days + daysBeforeEpoch) : LocalDate.fromString(String(days)).toString();
}

function timestampOf(milliseconds: bigint, type: DataType | undefined): CassandraJson {
  const isNumber = type?.code === dataTypes.timestamp || type?.code === dataTypes.bigint;
  return isNumber ? String(milliseconds) : new Date(Number(milliseconds)).toISOString();
}

function timeOf(nanoseconds: bigint, type: DataType | undefined): string {
  if (type?.code === dataTypes.time) return String(nanoseconds);
  return new LocalTime(types.Long.fromString(String(nanoseconds))).toString();
}
