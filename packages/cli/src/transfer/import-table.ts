// A file into a table, row by row with `INSERT ... JSON`. Writing a row twice leaves the same row, so the state says only how many
// rows are certainly there; whoever goes on passes over them.
import { createReadStream } from 'node:fs';
import type { AsyncCassandraSession, Metadata } from '@async-cassandra/core';
import { formatOf, type FormatName, type TypeOf } from './formats';
import { StateFile } from './state-file';

const stateEveryMs = 1000;

export interface ImportOptions {
  readonly table: string;
  readonly file: string;
  readonly format?: FormatName;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  /** Given the number of rows that are written. */
  readonly show?: (rows: number) => void;
}

interface State {
  readonly table: string;
  readonly rows: number;
}

/** Resolves with the number of rows of the file. */
export async function importTable(
  { session, metadata }: { readonly session: AsyncCassandraSession; readonly metadata: Metadata },
  { table, file, format: formatName, concurrency = 128, signal, show = () => {} }: ImportOptions,
): Promise<number> {
  const format = formatOf(formatName, file);
  const typeOf = await columnTypes(metadata, table, session.keyspace);
  const state = new StateFile<State>(file);
  const saved = await state.read();
  if (saved !== undefined && saved.table !== table) {
    throw new Error(`${state.path} is of another import (${saved.table}): remove it to begin anew`);
  }
  const insert = await session.prepare(`INSERT INTO ${table} JSON ?`);
  insert.isIdempotent = true;
  const before = saved?.rows ?? 0;
  let rows = before;
  const save = () => state.write({ table, rows });
  let savedAt = performance.now();
  const parameters = skip(format.read(createReadStream(file, 'utf8'), typeOf), before);
  for await (const { index, error } of session.executeConcurrent(insert, parameters, { concurrency })) {
    if (error !== undefined) {
      await save();
      throw new Error(`Row ${before + index + 1} of ${file} could not be written`, { cause: error });
    }
    rows = before + index + 1;
    if (performance.now() - savedAt >= stateEveryMs || signal?.aborted) {
      await save();
      savedAt = performance.now();
      show(rows);
    }
    signal?.throwIfAborted();
  }
  await state.remove();
  return rows;
}

async function* skip(rows: AsyncIterable<string>, count: number): AsyncGenerator<[string]> {
  let left = count;
  for await (const row of rows) {
    if (left > 0) left -= 1;
    else yield [row];
  }
}

async function columnTypes(metadata: Metadata, table: string, defaultKeyspace: string | undefined): Promise<TypeOf> {
  const names = (table.match(/"(?:[^"]|"")+"|\w+/g) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  );
  const [keyspace = '', name = ''] = names.length > 1 ? names : [defaultKeyspace, names[0]];
  const found = await metadata.getTable(keyspace, name);
  if (found === null) throw new Error(`There is no table ${table}`);
  return (column) => found.columnsByName[column]?.type;
}
