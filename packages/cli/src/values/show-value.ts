// Formats a value for a table on a terminal: texts as they are, everything else as its JSON.
import { types, type DataType } from '@async-cassandra/core';
import { toCassandraJson } from './cassandra-json';

export function showValue(value: unknown): string | null {
  const json = toCassandraJson(value);
  if (json === null || typeof json === 'string') return json;
  return JSON.stringify(json);
}

const { int, bigint, counter, decimal, double, float, smallint, tinyint, varint } = types.dataTypes;
const numbers = new Set<number>([int, bigint, counter, decimal, double, float, smallint, tinyint, varint]);

export function isNumberType({ code }: DataType): boolean {
  return numbers.has(code);
}
