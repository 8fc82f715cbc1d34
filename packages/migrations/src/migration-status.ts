// How far the migrations of a keyspace are, without changing anything: the folder beside the journal.
import type { Session } from '@async-cassandra/core';
import { Coordinator } from './coordinator';
import { readJournal, type FileEntries } from './journal';
import { journalExists } from './journal-table';
import { keyspaceExists } from './keyspace';
import { settingsOf, type StatusOptions } from './migrate-options';
import { MigrationError } from './migration-error';
import { readMigrationFiles, type MigrationFile } from './migration-files';
import { hasChanged, planOf, refuseChanged, refuseUnfinished } from './plan';

/**
 * `unfinished`: one of its statements was begun, and is running now or was left by a process that died. `changed`: it ran, and is not what
 * it was. `unknown`: it ran, and the folder does not have it.
 */
export type FileState = 'done' | 'pending' | 'unfinished' | 'changed' | 'unknown';

export interface FileStatus {
  /** `0001_users.cql`; of an unknown one `0001_users`. */
  readonly file: string;
  readonly state: FileState;
  /** A script counts as one. Of an unknown file, as many as ran. */
  readonly statements: number;
  readonly statementsDone: number;
}

export interface MigrationStatus {
  readonly keyspace: string;
  /** By their numbers, unknown ones last. */
  readonly files: readonly FileStatus[];
  /** What `migrate` would refuse to begin with: CHANGED, OUT_OF_ORDER or UNFINISHED. */
  readonly problem: MigrationError | undefined;
}

/**
 * Reads which files of a folder have run in a keyspace. Changes nothing, and takes no lease. A keyspace that is missing has run none.
 *
 * @throws MigrationError BAD_FOLDER or BAD_FILE; ConfigurationError for an option that is wrong; what the session throws.
 *
 * @example
 * const { files, problem } = await migrationStatus(session, { folder: 'migrations', keyspace: 'shop' });
 * const pending = files.filter(({ state }) => state === 'pending');
 */
export async function migrationStatus(session: Session, options: StatusOptions): Promise<MigrationStatus> {
  const { folder, keyspace } = settingsOf('migrationStatus', options);
  const files = await readMigrationFiles(folder);
  const coordinator = new Coordinator(session);
  const isThere = (await keyspaceExists(coordinator, keyspace)) && (await journalExists(coordinator, keyspace));
  const journal = isThere ? await readJournal(coordinator, keyspace) : new Map<string, FileEntries>();
  const known = new Set(files.map(({ name }) => name));
  const unknown = [...journal].filter(([name]) => !known.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    keyspace,
    files: [
      ...files.map((file) => statusOf(file, journal.get(file.name) ?? new Map())),
      ...unknown.map(([name, entries]) => ({ file: name, state: 'unknown' as const, ...countsOf(entries) })),
    ],
    problem: problemOf(files, journal),
  };
}

function statusOf(file: MigrationFile, entries: FileEntries): FileStatus {
  const { statementsDone } = countsOf(entries);
  return { file: file.file, state: stateOf(file, entries), statements: file.statements.length, statementsDone };
}

function stateOf(file: MigrationFile, entries: FileEntries): FileState {
  if (entries.get(0)?.state === 'done') return hasChanged(file, entries) ? 'changed' : 'done';
  return [...entries.values()].some(({ state }) => state === 'begun') ? 'unfinished' : 'pending';
}

function countsOf(entries: FileEntries): { readonly statements: number; readonly statementsDone: number } {
  const done = [...entries].filter(([number, { state }]) => number > 0 && state === 'done').length;
  return { statements: done, statementsDone: done };
}

function problemOf(files: readonly MigrationFile[], journal: ReadonlyMap<string, FileEntries>) {
  try {
    const plan = planOf(files, journal);
    refuseChanged(plan);
    refuseUnfinished(plan);
    return undefined;
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}
