// Exports a table to a file. The state beside the file has the number of bytes that belong to a checkpoint of the scan: a process that continues
// truncates the file there, so that no row is missing or duplicated, however the last process ended.
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ColumnSpec, ScanCheckpoint, ScanOptions, ScanProgress, Session, TableScan } from '@async-cassandra/core';
import { quoteName } from '@async-cassandra/cql-script';
import { formatOf, type FormatName } from './formats';
import { CliError } from '../command-line/cli-error';
import { Pace } from './pace';
import type { RowEncoder } from './row-format';
import { StateFile } from './state-file';

/** The time between two states. A killed process repeats at most this much work. */
const stateEveryMs = 1000;

export interface ExportOptions extends Pick<
  ScanOptions,
  'columns' | 'where' | 'part' | 'concurrency' | 'fetchSize' | 'splits' | 'signal'
> {
  readonly table: string;
  readonly file: string;
  readonly format?: FormatName;
  /** Replaces an existing file that belongs to no stopped export. Default: such a file is an error. */
  readonly overwrite?: boolean;
  /** The most rows a second. Default: no limit. */
  readonly maxRate?: number;
  /** Receives the scan's progress. */
  readonly show?: (progress: ScanProgress) => void;
}

interface State {
  readonly asked: string;
  readonly bytes: number;
  /** Absent: no byte of the file counts yet. */
  readonly checkpoint?: ScanCheckpoint;
  /** The state that the format needs to continue. */
  readonly encoder?: string | undefined;
}

/** Resolves with the number of rows in the file. */
export async function exportTable(
  session: Session,
  { table, file, format: formatName, overwrite, maxRate, signal, show = () => {}, ...scanOptions }: ExportOptions,
): Promise<number> {
  const format = formatOf(formatName, file);
  const state = new StateFile<State>(file);
  const saved = await state.read();
  const { columns, where, part } = scanOptions;
  const asked = JSON.stringify({ table, format: formatName, columns, where, part });
  if (saved?.checkpoint !== undefined && saved.asked !== asked) {
    throw new CliError(`${state.path} is of another export (${saved.asked}): remove it to begin anew`);
  }
  if (saved === undefined && overwrite !== true && (await holdsBytes(file))) {
    throw new CliError(`${file} is there already`, { hint: 'Use --overwrite to replace it' });
  }
  const scan = session.scanTable(table, { ...scanOptions, checkpoint: saved?.checkpoint });
  // Before the file, so that an export that is killed within the first second can be continued as well.
  if (saved === undefined) await state.write({ asked, bytes: 0 });
  const output = await open(file, saved?.checkpoint === undefined ? 'w' : 'r+');
  try {
    const bytes = saved?.bytes ?? 0;
    await output.truncate(bytes);
    const save = (end: number, encoder: RowEncoder) =>
      state.write({ asked, bytes: end, checkpoint: scan.checkpoint(), encoder: encoder.state() });
    const pace = new Pace(maxRate);
    const newEncoder = async (): Promise<RowEncoder> => {
      const found = scan.columns.length > 0 ? scan.columns : await columnsOfEmpty(session, table, columns);
      return format.encoder({ columns: found, isContinued: bytes > 0, state: saved?.encoder });
    };
    await writePages(scan, { output, bytes, newEncoder, save, signal, show, pace });
  } finally {
    await output.close();
  }
  await state.remove();
  return scan.progress?.rows ?? 0;
}

interface Output {
  readonly output: FileHandle;
  readonly bytes: number;
  /** Called with the first page: a scan knows its columns then. */
  readonly newEncoder: () => Promise<RowEncoder>;
  readonly save: (end: number, encoder: RowEncoder) => Promise<void>;
  readonly signal: AbortSignal | undefined;
  readonly show: (progress: ScanProgress) => void;
  readonly pace: Pace;
}

/** Returns the columns for a scan without a page. */
async function columnsOfEmpty(
  session: Session,
  table: string,
  columns: readonly string[] | undefined,
): Promise<readonly ColumnSpec[]> {
  const names = columns?.map(quoteName).join(', ') ?? '*';
  return (await session.execute(`SELECT ${names} FROM ${table} LIMIT 1`)).columns;
}

async function holdsBytes(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
}

async function writePages(
  scan: TableScan,
  { output, bytes: from, newEncoder, save, signal, show, pace }: Output,
): Promise<void> {
  let bytes = from;
  let savedAt = performance.now();
  let encoder: RowEncoder | undefined;
  const append = async (chunk: Uint8Array): Promise<void> => {
    await output.write(chunk, 0, chunk.length, bytes);
    bytes += chunk.length;
  };
  for await (const rows of scan.pages()) {
    encoder ??= await newEncoder();
    await append(encoder.add(rows));
    show(scan.progress!);
    if (signal?.aborted) await append(encoder.flush());
    const isDue = encoder.isFlushed && performance.now() - savedAt >= stateEveryMs;
    if (isDue || signal?.aborted) {
      await output.sync();
      await save(bytes, encoder);
      savedAt = performance.now();
    }
    signal?.throwIfAborted();
    await pace.take(rows.length, signal);
  }
  encoder ??= await newEncoder();
  await append(encoder.flush());
  await append(encoder.end());
  await output.sync();
}
