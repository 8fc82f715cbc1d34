// The snapshot: what the server said, as a JSON file for the repository of the project. A build reads it and needs no server.
import { readFile } from 'node:fs/promises';
import { CliError, UsageError } from '../../command-line/cli-error';
import type { CqlType } from './cql-type';
import type { SchemaFacts, Spec, StatementFacts, TableFacts } from './schema-facts';

const version = 1;

type SpecEntry = readonly [name: string, type: CqlType, keyspace: string, table: string];

interface SnapshotContent {
  readonly version: number;
  readonly keyspace: string | null;
  readonly statements: Readonly<
    Record<string, { readonly parameters: readonly SpecEntry[]; readonly columns: readonly SpecEntry[] }>
  >;
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly partitionKey: readonly string[];
        readonly clusteringKey: readonly string[];
        readonly static: readonly string[];
        readonly columns: Readonly<Record<string, CqlType>>;
      }
    >
  >;
  readonly userTypes: Readonly<Record<string, Readonly<Record<string, CqlType>>>>;
}

/** The text of the file: one line for each statement, table and type, in the order of their names, so that a change is easy to review. */
export function snapshotText({ keyspace, statements, tables, userTypes }: SchemaFacts): string {
  const entry = ({ name, type, keyspace: of, table }: Spec): SpecEntry => [name, type, of, table];
  const asTable = ({ partitionKey, clusteringKey, staticColumns, columns }: TableFacts) => ({
    partitionKey,
    clusteringKey,
    static: staticColumns,
    columns: Object.fromEntries(columns),
  });
  const asStatement = ({ parameters, columns }: StatementFacts) => ({
    parameters: parameters.map(entry),
    columns: columns.map(entry),
  });
  const sections = [
    `  "statements": ${lines(statements, asStatement)}`,
    `  "tables": ${lines(tables, asTable)}`,
    `  "userTypes": ${lines(userTypes, (fields) => fields)}`,
  ];
  return `{\n  "version": ${version},\n  "keyspace": ${JSON.stringify(keyspace ?? null)},\n${sections.join(',\n')}\n}\n`;
}

function lines<T>(entries: ReadonlyMap<string, T>, toJson: (value: T) => unknown): string {
  if (entries.size === 0) return '{}';
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{\n${sorted.map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(toJson(value))}`).join(',\n')}\n  }`;
}

/**
 * Reads a snapshot. Undefined when there is no such file.
 *
 * @throws CliError for a file that is no snapshot, or of another version.
 */
export async function readSnapshot(file: string): Promise<SchemaFacts | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return factsOf(JSON.parse(text) as SnapshotContent);
  } catch (error) {
    throw new CliError(`${file} is not a snapshot of async-cassandra types: ${(error as Error).message}`, {
      cause: error,
      hint: 'Write it anew from a server, with --update',
    });
  }
}

function factsOf(content: SnapshotContent): SchemaFacts {
  if (content.version !== version) throw new Error(`its version is ${JSON.stringify(content.version)}, not ${version}`);
  const spec = ([name, type, keyspace, table]: SpecEntry): Spec => ({ name, type, keyspace, table });
  const map = <T, U>(entries: Readonly<Record<string, T>>, toFacts: (value: T) => U) =>
    new Map(Object.entries(entries).map(([key, value]) => [key, toFacts(value)]));
  return {
    keyspace: content.keyspace ?? undefined,
    statements: map(content.statements, ({ parameters, columns }) => ({
      parameters: parameters.map(spec),
      columns: columns.map(spec),
    })),
    tables: map(content.tables, ({ partitionKey, clusteringKey, static: staticColumns, columns }) => ({
      partitionKey,
      clusteringKey,
      staticColumns,
      columns: new Map(Object.entries(columns)),
    })),
    userTypes: map(content.userTypes, (fields) => fields),
  };
}
