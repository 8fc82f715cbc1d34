import type { Row } from '@async-cassandra/core';
import { toCassandraJson } from './cassandra-json';
import { namesOf, valuesOf } from './row-cells';

/** Returns a row as one line of JSON, with its values in Cassandra's own JSON. */
export function jsonLine(row: Row): string {
  const values = valuesOf(row);
  return `${JSON.stringify(Object.fromEntries(namesOf(row).map((name, i) => [name, toCassandraJson(values[i])])))}\n`;
}
