// A partition with static columns but without a row is read as one row without clustering keys. `INSERT ... JSON` refuses it, because it
// treats a missing key as null. An INSERT that names the columns accepts it.
import type { AsyncCassandraSession, PreparedStatement, TableMetadata } from '@async-cassandra/core';
import { quoteName } from '@async-cassandra/cql-script';
import { toInsertKey } from '../values/cassandra-json';

export class SharedInsert {
  readonly statement: PreparedStatement;
  readonly #columns: readonly string[];
  readonly #clusteringKeys: readonly string[];

  private constructor(statement: PreparedStatement, columns: readonly string[], clusteringKeys: readonly string[]) {
    this.statement = statement;
    this.#columns = columns.map(toInsertKey);
    this.#clusteringKeys = clusteringKeys.map(toInsertKey);
  }

  /** Returns undefined for a table without static columns. */
  static async prepare(
    session: AsyncCassandraSession,
    table: string,
    { partitionKeys, clusteringKeys, columns }: TableMetadata,
  ): Promise<SharedInsert | undefined> {
    const shared = columns.filter(({ isStatic }) => isStatic);
    if (shared.length === 0) return undefined;
    const names = [...partitionKeys, ...shared].map(({ name }) => name);
    const values = names.map(() => 'fromJson(?)');
    const query = `INSERT INTO ${table} (${names.map(quoteName).join(', ')}) VALUES (${values.join(', ')}) USING TIMESTAMP ?`;
    const keys = clusteringKeys.map(({ name }) => name);
    return new SharedInsert(await session.prepare(query), names, keys);
  }

  /** Returns the values for the statement; undefined for a row with a clustering key. */
  valuesOf(json: string): string[] | undefined {
    const row = JSON.parse(json) as Readonly<Record<string, unknown>>;
    if (this.#clusteringKeys.some((key) => (row[key] ?? null) !== null)) return undefined;
    return this.#columns.map((key) => JSON.stringify(row[key] ?? null));
  }
}
