// The description of a statement in metrics, spans and logs: its operation, and a hash that does not depend on values.
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { outlineCql } from './cql-outline';

/** The description of a statement, without its values. */
export interface StatementDescription {
  /** 16 hexadecimal digits, the same in every process and for all values. */
  readonly hash: string;
  /** The operation and its table, as written in the text: `SELECT shop.users`, `BATCH INSERT events`. Empty without an operation. */
  readonly summary: string;
  /** As written in the text: `SELECT`, `CREATE TABLE`, `BATCH INSERT`; empty if the text does not start with a known keyword. */
  readonly operation: string;
  /** The table, as written in the text; undefined unless there is exactly one. */
  readonly table: string | undefined;
  /** The first 4,096 characters of the text without comments, with `?` in place of every literal. */
  readonly text: string;
}

/** The most statements of a batch that are described. */
const maxOfBatch = 50;

/** Bounded by the number and the size of the texts: an application that writes values into its texts has an endless number of them. */
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
  const name = `BATCH ${operation ?? ''}`.trimEnd();
  const table = only(statements.map((each) => each.table));
  const texts = [...new Set(statements.map(({ text }) => text))];
  const text = texts.join('; ');
  return { hash: hashOf(`BATCH ${text}`), summary: summaryOf(name, table), operation: name, table, text };
}

function summaryOf(operation: string, table: string | undefined): string {
  return table === undefined ? operation : `${operation} ${table}`;
}

/** Returns the common value; undefined when the values differ. */
function only<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
