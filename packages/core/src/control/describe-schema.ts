// The schema as CQL text: by DESCRIBE, which Cassandra has from 4.0 on, else from the tables of system_schema.
import { quoteName } from '@async-cassandra/cql-script';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { CqlSyntaxError } from '../errors/server-errors';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';
import { schemaStatements } from './schema-text/schema-statements';
import type { SystemQuery } from './system-query';

/** Selects what to describe: at most one name, exact and without quotes. Without a name: the keyspace and everything in it. */
export interface DescribeOptions {
  /** The table, with its indexes and views. */
  readonly table?: string | undefined;
  /** The materialized view. */
  readonly view?: string | undefined;
  /** The user-defined type. */
  readonly type?: string | undefined;
  /** The functions of this name, of every signature. */
  readonly function?: string | undefined;
  /** The aggregates of this name, of every signature. */
  readonly aggregate?: string | undefined;
  /** The secondary index. */
  readonly index?: string | undefined;
  /** Stops waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export const describeBag = optionBag('describe', {
  table: option(check.text),
  view: option(check.text),
  type: option(check.text),
  function: option(check.text),
  aggregate: option(check.text),
  index: option(check.text),
  signal: option(check.signal),
} satisfies TableOf<DescribeOptions>);

const keywords = {
  table: 'TABLE',
  view: 'MATERIALIZED VIEW',
  type: 'TYPE',
  function: 'FUNCTION',
  aggregate: 'AGGREGATE',
  index: 'INDEX',
} as const;

/** Returns the DESCRIBE statement. @throws ConfigurationError for an unknown option, and for more than one name. */
export function describeStatement(keyspace: string, options: DescribeOptions): string {
  checkOptions(describeBag, options);
  const kinds = (Object.keys(keywords) as (keyof typeof keywords)[]).filter((kind) => options[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined) return `DESCRIBE KEYSPACE ${quoteName(keyspace)}`;
  if (kinds.length > 1) {
    throw new ConfigurationError(`describe() takes one of the options ${kinds.join(', ')}: call it once for each`);
  }
  return `DESCRIBE ${keywords[kind]} ${quoteName(keyspace)}.${quoteName(options[kind]!)}`;
}

/**
 * Returns the statements in an order in which they can be executed, each ending in `;`, with an empty line between two.
 * @throws ConfigurationError for an unknown option, and for more than one name.
 */
export async function describeSchema(query: SystemQuery, keyspace: string, options: DescribeOptions): Promise<string> {
  const statement = describeStatement(keyspace, options);
  try {
    const rows = await query(statement);
    return rows.map((row) => String(row['create_statement'])).join('\n\n');
  } catch (error) {
    if (!(error instanceof CqlSyntaxError)) throw error;
    return (await schemaStatements(query, keyspace, options)).join('\n\n');
  }
}
