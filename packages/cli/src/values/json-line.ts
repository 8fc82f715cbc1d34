import type { Row } from '@async-cassandra/core';
import { toCassandraJson } from './cassandra-json';
import { namesOf, valuesOf } from './row-cells';

/** A row as one line of JSON, its values as Cassandra's own JSON has them. */
export function jsonLine(row: Row): string {
  const values = valuesOf(row);
  return `${JSON.stringify(Object.fromEntries(namesOf(row).map((name, i) => [name, toCassandraJson(values[i])])))}\n`;
}
