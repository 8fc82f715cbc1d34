// Imports a file into a table, row by row. The state beside the file has the number of rows that are finished: written, or in the file of bad
// rows. A process that continues skips them.
import { rm, stat } from 'node:fs/promises';
import type {
  AsyncCassandraSession,
  ConcurrentOutcome,
  Metadata,
  Row,
  StatementCall,
  TableMetadata,
} from '@async-cassandra/core';
import { CliError } from '../command-line/cli-error';
import { BadRows } from './bad-rows';
import { formatOf, type FormatName } from './formats';
import { Pace } from './pace';
import type { FileRow, RowDecoder } from './row-format';
import { namesIn } from '../values/qualified-name';
import { isFaultOfRow, RowWriter } from './row-writer';
import { StateFile } from './state-file';

const stateEveryMs = 1000;
const shownEveryMs = 100;

export interface ImportProgress {
  /** The finished rows, including rows of earlier processes. */
  readonly rows: number;
  readonly bad: number;
  /** The fraction of the file, from 0 to 1. */
  readonly fraction: number;
}

export interface ImportOptions {
  readonly table: string;
  readonly file: string;
  readonly format: FormatName | undefined;
  readonly concurrency: number;
  /** The most rows a second; undefined: no limit. */
  readonly maxRate: number | undefined;
  /** The most bad rows: with one more the import stops. */
  readonly maxErrors: number;
  readonly signal: AbortSignal;
  readonly show: (progress: ImportProgress) => void;
}

export interface ImportResult {
  readonly rows: number;
  readonly bad: number;
  readonly badFile: string;
}

interface State {
  readonly table: string;
  readonly rows: number;
  readonly bad: number;
  readonly badBytes: number;
  /** The write time of all rows, in microseconds. */
  readonly timestamp: string;
}

/** Each attempt to write a row is a microsecond later than the previous one; a process has room for this many attempts. */
const microsecondsOfProcess = 1000n;

export async function importTable(
  { session, metadata }: { readonly session: AsyncCassandraSession; readonly metadata: Metadata },
  options: ImportOptions,
): Promise<ImportResult> {
  const { table, file } = options;
  const found = await tableOf(metadata, table, session.keyspace);
  const state = new StateFile<State>(file);
  const saved = await state.read();
  if (saved !== undefined && saved.rows > 0 && saved.table !== table) {
    throw new CliError(`${state.path} is of another import (${saved.table}): remove it to begin anew`);
  }
  const timestamp = saved === undefined ? BigInt(Date.now()) * 1000n : BigInt(saved.timestamp) + microsecondsOfProcess;
  const writer = await RowWriter.prepare(session, table, found, timestamp);
  const before = saved ?? { rows: 0, bad: 0, badBytes: 0 };
  // The bad rows of an earlier, finished import.
  if (saved === undefined) await rm(`${file}.bad`, { force: true });
  const bad = new BadRows(file, { bytes: before.badBytes, count: before.bad });
  const { size } = await stat(file);
  const typeOf = (column: string) => found.columnsByName[column]?.type;
  const decoder = await formatOf(options.format, file).decoder(file, size, typeOf);
  const run = new ImportRun(options, { session, writer, bad, state, timestamp, decoder, before: before.rows });
  try {
    await run.run();
  } finally {
    decoder.close();
    await bad.close();
  }
  return { rows: run.rows, bad: bad.count, badFile: bad.path };
}

interface Parts {
  readonly session: AsyncCassandraSession;
  readonly writer: RowWriter;
  readonly bad: BadRows;
  readonly state: StateFile<State>;
  readonly timestamp: bigint;
  readonly decoder: RowDecoder;
  readonly before: number;
}

class ImportRun {
  readonly #options: ImportOptions;
  readonly #parts: Parts;
  /** Rows that were read from the file and are not finished, in order. */
  readonly #open: FileRow[] = [];
  #rows: number;
  #savedAt = performance.now();
  #shownAt = 0;
  #badInFile = 0;

  constructor(options: ImportOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#rows = parts.before;
  }

  get rows(): number {
    return this.#rows;
  }

  async run(): Promise<void> {
    const { concurrency, signal } = this.#options;
    const { session, state } = this.#parts;
    // Saved first, so that a continuing process uses the same write time, however soon this process is killed.
    await this.#save();
    try {
      for await (const outcome of session.executeConcurrent(this.#calls(), { concurrency })) {
        await this.#onOutcome(outcome);
        const now = performance.now();
        if (now - this.#savedAt >= stateEveryMs) await this.#save();
        if (now - this.#shownAt >= shownEveryMs) this.#show(now);
        signal.throwIfAborted();
      }
      this.#settleBad();
    } catch (error) {
      await this.#save();
      throw error;
    }
    await this.#parts.bad.flush();
    await state.remove();
  }

  async *#calls(): AsyncGenerator<StatementCall<Row>> {
    const { maxRate, maxErrors, signal } = this.#options;
    const { decoder, writer, before } = this.#parts;
    const pace = new Pace(maxRate);
    let passed = 0;
    for await (const row of decoder.rows()) {
      if (passed++ < before) continue;
      this.#open.push(row);
      if (row.json === undefined) {
        // The rest of the file is not read; the open rows are settled, which ends with the error.
        if (++this.#badInFile > maxErrors) return;
        continue;
      }
      await pace.take(1, signal);
      yield writer.callOf(row.json);
    }
  }

  async #onOutcome({ error }: ConcurrentOutcome): Promise<void> {
    this.#settleBad();
    const row = this.#open[0]!;
    if (error !== undefined) {
      try {
        await this.#parts.writer.writeAgain(row.json!, error, this.#options.signal);
      } catch (thrown) {
        if (!isFaultOfRow(thrown)) throw unwritten(row, this.#options.file, thrown);
        this.#addBad(row, (thrown as Error).message);
      }
    }
    this.#open.shift();
    this.#rows += 1;
  }

  /** Settles rows at the head that were never sent. */
  #settleBad(): void {
    while (this.#open[0]?.problem !== undefined) {
      const row = this.#open.shift()!;
      this.#addBad(row, row.problem!);
      this.#rows += 1;
    }
  }

  #addBad(row: FileRow, reason: string): void {
    const { bad } = this.#parts;
    const { maxErrors, file } = this.#options;
    if (bad.count >= maxErrors) {
      throw new CliError(`More than ${maxErrors} rows of ${file} cannot be written; line ${row.line}: ${reason}`, {
        hint: `${bad.path} has those before; --max-errors allows more`,
      });
    }
    bad.add(row, reason);
  }

  #show(now: number): void {
    this.#shownAt = now;
    this.#options.show({ rows: this.#rows, bad: this.#parts.bad.count, fraction: this.#parts.decoder.fraction() });
  }

  async #save(): Promise<void> {
    const { bad, state, timestamp } = this.#parts;
    const { table } = this.#options;
    await bad.flush();
    const { bytes: badBytes, count } = bad;
    await state.write({ table, rows: this.#rows, bad: count, badBytes, timestamp: String(timestamp) });
    this.#savedAt = performance.now();
  }
}

function unwritten({ line }: FileRow, file: string, cause: unknown): CliError {
  return new CliError(`Line ${line} of ${file} could not be written`, {
    cause,
    hint: 'The same command continues from there',
  });
}

async function tableOf(metadata: Metadata, table: string, defaultKeyspace: string | undefined): Promise<TableMetadata> {
  const names = namesIn(table);
  const [keyspace = '', name = ''] = names.length > 1 ? names : [defaultKeyspace, names[0]];
  const found = await metadata.getTable(keyspace, name);
  if (found === null) throw new CliError(`There is no table ${table}`);
  return found;
}
