// A file into a table, row by row with `INSERT ... JSON`. Writing a row twice leaves the same row, so the state says only how many
// rows are certainly there; whoever goes on passes over them.
import { createReadStream } from 'node:fs';
import { formatOf } from './formats.mjs';
import { StateFile } from './state-file.mjs';

const stateEveryMs = 1000;

/** Resolves with the number of rows of the file. `show` is given the number that is written. */
export async function importTable(
  { session, metadata },
  { table, file, format: formatName, concurrency = 128, signal, show = () => {} },
) {
  const format = formatOf(formatName, file);
  const typeOf = await columnTypes(metadata, table, session.keyspace);
  const state = new StateFile(file);
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

async function* skip(rows, count) {
  let left = count;
  for await (const row of rows) {
    if (left > 0) left -= 1;
    else yield [row];
  }
}

/** The type of a column by its name; undefined where there is no such column, which the server will say. */
async function columnTypes(metadata, table, defaultKeyspace) {
  const names = table
    .match(/"(?:[^"]|"")+"|\w+/g)
    .map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()));
  const [keyspace, name] = names.length > 1 ? names : [defaultKeyspace, names[0]];
  const found = await metadata.getTable(keyspace, name);
  if (found === null) throw new Error(`There is no table ${table}`);
  return (column) => found.columnsByName[column]?.type;
}
