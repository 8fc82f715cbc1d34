import { cqlTokens, foldName, isClosed, quoteName } from '@async-cassandra/cql-script';
import { ConfigurationError } from '../errors/async-cassandra-error';

export interface TableName {
  readonly keyspace: string;
  readonly name: string;
}

/**
 * Reads `table` or `keyspace.table` as CQL does: a name in double quotes is exact, any other is folded to lower case.
 *
 * @throws ConfigurationError when the text is not a table name, or has no keyspace and there is no default.
 */
export function parseTableName(text: string, defaultKeyspace: string | undefined): TableName {
  const names = typeof text === 'string' ? namesIn(text) : [];
  if (names.length === 0) throw new ConfigurationError(`'${String(text)}' is not the name of a table`);
  const [keyspace = defaultKeyspace, name] = names.length === 1 ? [undefined, names[0]!] : (names as [string, string]);
  if (keyspace === undefined) {
    throw new ConfigurationError(`'${text}' needs a keyspace: the session has none. Write 'keyspace.table'`);
  }
  return { keyspace, name };
}

export function formatTableName({ keyspace, name }: TableName): string {
  return `${quoteName(keyspace)}.${quoteName(name)}`;
}

/** Returns one name, or two with a dot between them; empty where the text is neither. */
function namesIn(text: string): readonly string[] {
  const tokens = cqlTokens(text);
  const isQualified = tokens.length === 3 && tokens[1]!.text === '.';
  const names = isQualified ? [tokens[0]!, tokens[2]!] : tokens;
  if (names.length > 2 || (names.length === 2 && !isQualified)) return [];
  // White space and comments are no part of a name.
  if (tokens.map((token) => token.text).join('') !== text) return [];
  const areNames = names.every(({ kind, text: name }) => kind === 'word' || (kind === 'quotedName' && isClosed(name)));
  const folded = areNames ? names.map((token) => foldName(token.text)) : [];
  return folded.includes('') ? [] : folded;
}
