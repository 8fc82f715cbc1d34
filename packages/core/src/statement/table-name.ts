import { ConfigurationError } from '../errors/async-cassandra-error';

export interface TableName {
  readonly keyspace: string;
  readonly name: string;
}

const qualified = /^(?:("(?:[^"]|"")+"|\w+)\.)?("(?:[^"]|"")+"|\w+)$/;

/**
 * Reads `table` or `keyspace.table` as CQL does: a name in double quotes is exact, any other is folded to lower case.
 *
 * @throws ConfigurationError when it is no name, or has no keyspace and there is none to take.
 */
export function parseTableName(text: string, defaultKeyspace: string | undefined): TableName {
  const match = typeof text === 'string' ? qualified.exec(text) : null;
  if (match === null) throw new ConfigurationError(`'${String(text)}' is not the name of a table`);
  const keyspace = match[1] === undefined ? defaultKeyspace : unquote(match[1]);
  if (keyspace === undefined) {
    throw new ConfigurationError(`'${text}' needs a keyspace: the session has none. Write 'keyspace.table'`);
  }
  return { keyspace, name: unquote(match[2]!) };
}

/** As it must be written in CQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function formatTableName({ keyspace, name }: TableName): string {
  return `${quoteName(keyspace)}.${quoteName(name)}`;
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
}
