// Writes rows with `INSERT ... JSON`, and distinguishes an invalid row from a problem of the cluster.
import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthenticationError,
  ConfigurationError,
  CqlSyntaxError,
  InvalidRequestError,
  types,
  UnauthorizedError,
  type AsyncCassandraSession,
  type PreparedStatement,
  type Row,
  type StatementCall,
  type TableMetadata,
} from '@async-cassandra/core';
import { SharedInsert } from './shared-insert';

const retries = 5;
const firstDelayMs = 200;

/**
 * All rows of an import have the timestamp of its start: a row that is written twice is the same row, and later writes of an application
 * stay. Each attempt adds a microsecond: otherwise a list would have its elements twice.
 */
export class RowWriter {
  readonly #session: AsyncCassandraSession;
  readonly #timestamp: bigint;
  readonly #first: types.Long;
  readonly #insert: PreparedStatement;
  /** For a partition without rows, which only has static columns; undefined for a table without static columns. */
  readonly #insertShared: SharedInsert | undefined;

  private constructor(
    session: AsyncCassandraSession,
    timestamp: bigint,
    insert: PreparedStatement,
    insertShared: SharedInsert | undefined,
  ) {
    this.#session = session;
    this.#timestamp = timestamp;
    this.#first = longOf(timestamp);
    this.#insert = insert;
    this.#insertShared = insertShared;
  }

  static async prepare(
    session: AsyncCassandraSession,
    table: string,
    metadata: TableMetadata,
    timestamp: bigint,
  ): Promise<RowWriter> {
    const isIdempotent = !metadata.columns.some(({ type }) => type.code === types.dataTypes.list);
    const insert = await session.prepare(`INSERT INTO ${table} JSON ? USING TIMESTAMP ?`);
    insert.isIdempotent = isIdempotent;
    const insertShared = await SharedInsert.prepare(session, table, metadata);
    if (insertShared !== undefined) insertShared.statement.isIdempotent = isIdempotent;
    return new RowWriter(session, timestamp, insert, insertShared);
  }

  callOf(json: string, attempt = 0): StatementCall<Row> {
    const timestamp = attempt === 0 ? this.#first : longOf(this.#timestamp + BigInt(attempt));
    const shared = this.#insertShared?.valuesOf(json);
    return shared === undefined
      ? [this.#insert, [json, timestamp]]
      : [this.#insertShared!.statement, [...shared, timestamp]];
  }

  /**
   * Writes a row again, whose first attempt failed with `error`, until it is written.
   *
   * @throws the error when the row is invalid, or retrying does not help.
   */
  async writeAgain(json: string, error: unknown, signal: AbortSignal | undefined): Promise<void> {
    let last = error;
    for (let attempt = 1; attempt <= retries; attempt++) {
      if (isFaultOfRow(last) || isFinal(last)) throw last;
      await delay(firstDelayMs * 2 ** attempt, undefined, { signal });
      try {
        return void (await this.#session.execute(...this.callOf(json, attempt)));
      } catch (thrown) {
        last = thrown;
      }
    }
    throw last;
  }
}

const longOf = (value: bigint): types.Long => types.Long.fromString(String(value));

/** Whether the error means that this row cannot be written at all. */
export function isFaultOfRow(error: unknown): boolean {
  return error instanceof InvalidRequestError || error instanceof ConfigurationError || error instanceof TypeError;
}

function isFinal(error: unknown): boolean {
  return [AuthenticationError, UnauthorizedError, CqlSyntaxError].some((kind) => error instanceof kind);
}
