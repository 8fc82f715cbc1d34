// How a statement is named in metrics, spans and logs: by what it does and by a hash that no value has a part in.
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { outlineCql } from './cql-outline';

export interface StatementDescription {
  /** 16 hexadecimal digits, the same in every process and for all values. */
  readonly hash: string;
  /** What it does and to what, as it is written: `SELECT shop.users`, `BATCH INSERT events`. */
  readonly summary: string;
  /** As it is written: `SELECT`, `CREATE TABLE`, `BATCH INSERT`; empty where the text begins with no keyword. */
  readonly operation: string;
  /** The table, as it is written; undefined where there is not exactly one. */
  readonly table: string | undefined;
  /** The text with `?` in the place of every literal, without comments, of its first 4,096 characters. */
  readonly text: string;
}

/** Statements of a batch that are looked at. */
const maxOfBatch = 50;

/** Bounded in number and in what the texts take: an application that writes values into its texts has endless ones. */
const known = new LRUCache<string, StatementDescription>({
  max: 1000,
  maxSize: 1_000_000,
  sizeCalculation: (_, cql) => cql.length + 1,
});

export function describeStatement(query: string | readonly string[]): StatementDescription {
  if (typeof query !== 'string') return describeBatch(query);
  const found = known.get(query);
  if (found !== undefined) return found;
  const { operation, table, text } = outlineCql(query);
  const description = { hash: hashOf(text), summary: summaryOf(operation, table), operation, table, text };
  known.set(query, description);
  return description;
}

function describeBatch(queries: readonly string[]): StatementDescription {
  const statements = [...new Set(queries.slice(0, maxOfBatch).map(describeStatement))];
  const operation = only(statements.map((each) => each.operation));
  const name = operation === undefined ? 'BATCH' : `BATCH ${operation}`;
  const table = only(statements.map((each) => each.table));
  const texts = [...new Set(statements.map(({ text }) => text))];
  const text = texts.join('; ');
  return { hash: hashOf(`BATCH ${text}`), summary: summaryOf(name, table), operation: name, table, text };
}

function summaryOf(operation: string, table: string | undefined): string {
  return table === undefined ? operation : `${operation} ${table}`;
}

/** What all of them are; undefined when they differ. */
function only<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
