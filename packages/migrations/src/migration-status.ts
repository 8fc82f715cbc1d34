// The status of a keyspace's migrations, without changing anything: compares the folder with the journal.
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
 * `unfinished`: one of its statements was started, and is running now or was left by a process that died. `changed`: the file has changed since
 * it ran. `unknown`: it ran, but is not in the folder.
 */
export type FileState = 'done' | 'pending' | 'unfinished' | 'changed' | 'unknown';

/** The status of one file. */
export interface FileStatus {
  /** `0001_users.cql`; for an unknown file `0001_users`. */
  readonly file: string;
  /** Whether the file has run: see `FileState`. */
  readonly state: FileState;
  /** The number of statements. A script counts as one. For an unknown file, the number that ran. */
  readonly statements: number;
  /** The number of statements that have run. */
  readonly statementsDone: number;
}

/** The result of `migrationStatus`. */
export interface MigrationStatus {
  /** The keyspace of the migrations. */
  readonly keyspace: string;
  /** By number, unknown files last. */
  readonly files: readonly FileStatus[];
  /** The error with which `migrate` would refuse to start: CHANGED, OUT_OF_ORDER or UNFINISHED. */
  readonly problem: MigrationError | undefined;
}

/**
 * Reads which files of a folder have run in a keyspace. Changes nothing, and takes no lease. In a missing keyspace none have run.
 *
 * @throws MigrationError BAD_FOLDER or BAD_FILE; ConfigurationError for an invalid option; the errors of the session.
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
