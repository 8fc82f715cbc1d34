// Asks a server about the statements of a project: PREPARE for each text, and the metadata of the tables that they use.
import {
  ConfigError,
  CqlSyntaxError,
  InvalidRequestError,
  ServerError,
  UnauthorizedError,
  type AsyncCluster,
  type AsyncCassandraSession,
  type ColumnSpec,
  type DataCollection,
} from '@async-cassandra/core';
import { firstWord } from '@async-cassandra/cql-script';
import { tableNamed } from '../mapping/generated-file';
import { statementParts, withoutMarkerNames } from '../mapping/statement-parts';
import { cqlTypeOf, qualified, type UserTypes } from './cql-type';
import type { RefusedStatement, SchemaFacts, Spec, StatementFacts, TableFacts } from './schema-facts';

/** PREPAREs at the same time. */
const concurrency = 32;

/** Statements that do not read or write rows: their PREPARE tells nothing, and may refuse what is right before a migration. */
const others = /^(?:CREATE|ALTER|DROP|TRUNCATE|USE|GRANT|REVOKE|LIST|DESCRIBE|DESC|ADD)$/;

export interface Asked {
  readonly texts: readonly string[];
  /** The first arguments of `scanTable` and `countTable`. */
  readonly tables: readonly string[];
}

export interface Answered {
  readonly facts: SchemaFacts;
  /** In the order of the texts. */
  readonly refused: readonly RefusedStatement[];
}

/** Asks about all texts, also when the server refuses some. Throws when the server cannot be asked. */
export async function describeStatements(
  cluster: AsyncCluster,
  session: AsyncCassandraSession,
  asked: Asked,
  signal: AbortSignal,
): Promise<Answered> {
  const reader = new FactsReader(cluster, session, signal);
  return reader.read(asked);
}

class FactsReader {
  readonly #cluster: AsyncCluster;
  readonly #session: AsyncCassandraSession;
  readonly #signal: AbortSignal;
  readonly #userTypes: UserTypes = new Map();
  readonly #statements = new Map<string, StatementFacts>();
  readonly #tables = new Map<string, Promise<TableFacts | undefined>>();
  readonly #refused = new Map<string, string>();

  constructor(cluster: AsyncCluster, session: AsyncCassandraSession, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#session = session;
    this.#signal = signal;
  }

  async read({ texts, tables }: Asked): Promise<Answered> {
    const { keyspace } = this.#session;
    const prepared = texts.filter((text) => !others.test(firstWord(text)));
    await each(prepared, (text) => this.#prepare(text));
    await each(tables, async (written) => {
      const named = tableNamed(written, keyspace);
      const found = named.keyspace === undefined ? undefined : await this.#table(named.keyspace, named.name);
      const missing =
        named.keyspace === undefined ? 'There is no keyspace for it: use --keyspace' : 'There is no such table';
      if (found === undefined) this.#refused.set(written, `${missing}: ${written}`);
    });
    const found = new Map<string, TableFacts>();
    for (const [name, table] of this.#tables) {
      const facts = await table;
      if (facts !== undefined) found.set(name, facts);
    }
    const refused = [...texts, ...tables].flatMap((text) => {
      const message = this.#refused.get(text);
      return message === undefined ? [] : [{ text, message }];
    });
    return { facts: { keyspace, statements: this.#statements, tables: found, userTypes: this.#userTypes }, refused };
  }

  async #prepare(text: string): Promise<void> {
    const parts = statementParts(text);
    // The server names the column of a `?`, but of a `:name` only the name.
    const sent = parts === undefined ? text : withoutMarkerNames(text, parts);
    try {
      const { variables, columns } = await this.#session.prepare(sent, { signal: this.#signal });
      this.#statements.set(text, { parameters: variables.map(this.#spec), columns: columns.map(this.#spec) });
      const { keyspace = '' } = this.#session;
      const named = parts?.tables.map((table) => [table.keyspace ?? keyspace, table.name] as const) ?? [];
      const described = [...variables, ...columns].map((spec) => [spec.keyspace, spec.table] as const);
      await Promise.all([...named, ...described].map(([ofTable, name]) => this.#table(ofTable, name)));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#refused.set(text, error.message);
    }
  }

  readonly #spec = ({ name, keyspace, table, type }: ColumnSpec): Spec => ({
    name,
    type: cqlTypeOf(type, this.#userTypes),
    keyspace,
    table,
  });

  #table(keyspace: string, name: string): Promise<TableFacts | undefined> {
    const key = qualified(keyspace, name);
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const found = this.#readTable(keyspace, name);
    this.#tables.set(key, found);
    return found;
  }

  async #readTable(keyspace: string, name: string): Promise<TableFacts | undefined> {
    const { metadata } = this.#cluster;
    const options = { signal: this.#signal };
    if (!Object.hasOwn(metadata.keyspaces, keyspace)) return undefined;
    const found: DataCollection | null =
      (await metadata.getTable(keyspace, name, options)) ??
      (await metadata.getMaterializedView(keyspace, name, options));
    return found === null ? undefined : this.#tableFacts(found);
  }

  #tableFacts({ columns, partitionKeys, clusteringKeys }: DataCollection): TableFacts {
    const keys = [...partitionKeys, ...clusteringKeys];
    const statics = columns.filter(({ isStatic }) => isStatic);
    const rest = columns.filter((column) => !column.isStatic && keys.every(({ name }) => name !== column.name));
    const ordered = [...keys, ...statics, ...rest];
    return {
      partitionKey: partitionKeys.map(({ name }) => name),
      clusteringKey: clusteringKeys.map(({ name }) => name),
      staticColumns: statics.map(({ name }) => name),
      columns: new Map(ordered.map(({ name, type }) => [name, cqlTypeOf(type, this.#userTypes)])),
    };
  }
}

/** Whether the server refuses the text itself; any other error is about the server. */
function isRefusal(error: unknown): error is Error {
  const kinds = [CqlSyntaxError, InvalidRequestError, UnauthorizedError, ConfigError, ServerError];
  return kinds.some((kind) => error instanceof kind);
}

/** The first error ends it, after what has begun has ended. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await act(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
