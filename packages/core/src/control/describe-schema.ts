// The schema as CQL text: by DESCRIBE, which Cassandra has from 4.0 on, else from the tables of system_schema.
import { quoteName } from '@async-cassandra/cql-script';
import { CqlSyntaxError } from '../errors/server-errors';
import { describedBy, type Described, type DescribeOptions } from './describe-options';
import { schemaStatements } from './schema-text/schema-statements';
import type { SystemQuery } from './system-query';

const keywords: Readonly<Record<Described['kind'], string>> = {
  table: 'TABLE',
  view: 'MATERIALIZED VIEW',
  type: 'TYPE',
  function: 'FUNCTION',
  aggregate: 'AGGREGATE',
  index: 'INDEX',
};

/** Returns the DESCRIBE statement. @throws ConfigurationError for an unknown option, and for more than one name. */
export function describeStatement(keyspace: string, options: DescribeOptions): string {
  const described = describedBy(options);
  if (described === undefined) return `DESCRIBE KEYSPACE ${quoteName(keyspace)}`;
  return `DESCRIBE ${keywords[described.kind]} ${quoteName(keyspace)}.${quoteName(described.name)}`;
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
