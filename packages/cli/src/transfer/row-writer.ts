// Writes rows with `INSERT ... JSON`, and tells a row that cannot be right from a cluster that is not well.
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
  type TableMetadata,
} from '@async-cassandra/core';

const retries = 5;
const firstDelayMs = 200;

/**
 * All rows of an import have the time at which it began: a row that is written twice is the same row, and what an application wrote meanwhile
 * stays. Each attempt counts a microsecond on: else a list would have its elements twice.
 */
export class RowWriter {
  readonly #session: AsyncCassandraSession;
  readonly #timestamp: bigint;
  readonly #first: types.Long;

  constructor(
    session: AsyncCassandraSession,
    readonly insert: PreparedStatement,
    timestamp: bigint,
  ) {
    this.#session = session;
    this.#timestamp = timestamp;
    this.#first = longOf(timestamp);
  }

  static async prepare(
    session: AsyncCassandraSession,
    table: string,
    { columns }: TableMetadata,
    timestamp: bigint,
  ): Promise<RowWriter> {
    const insert = await session.prepare(`INSERT INTO ${table} JSON ? USING TIMESTAMP ?`);
    insert.isIdempotent = !columns.some(({ type }) => type.code === types.dataTypes.list);
    return new RowWriter(session, insert, timestamp);
  }

  parametersOf(json: string, attempt = 0): readonly unknown[] {
    return [json, attempt === 0 ? this.#first : longOf(this.#timestamp + BigInt(attempt))];
  }

  /**
   * Writes a row again whose first attempt failed with `error`, until it is written.
   *
   * @throws the error when it is the row's fault, or time does not help.
   */
  async writeAgain(json: string, error: unknown, signal: AbortSignal | undefined): Promise<void> {
    let last = error;
    for (let attempt = 1; attempt <= retries; attempt++) {
      if (isFaultOfRow(last) || isFinal(last)) throw last;
      await delay(firstDelayMs * 2 ** attempt, undefined, { signal });
      try {
        return void (await this.#session.execute(this.insert, this.parametersOf(json, attempt)));
      } catch (thrown) {
        last = thrown;
      }
    }
    throw last;
  }
}

const longOf = (value: bigint): types.Long => types.Long.fromString(String(value));

/** The server, or the client, says that this row cannot be written, whoever asks. */
export function isFaultOfRow(error: unknown): boolean {
  return error instanceof InvalidRequestError || error instanceof ConfigurationError || error instanceof TypeError;
}

function isFinal(error: unknown): boolean {
  return [AuthenticationError, UnauthorizedError, CqlSyntaxError].some((kind) => error instanceof kind);
}
