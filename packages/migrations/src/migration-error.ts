// What goes wrong with migrations, and what to do: every message says both.

/** The codes of `MigrationError`. Stable: match on them. */
export const migrationErrorCode = {
  /** The folder is missing, empty of migrations, or has two files of one number. */
  badFolder: 'BAD_FOLDER',
  /** A file has a wrong name, no statement, or something that cannot be run. Nothing has been run. */
  badFile: 'BAD_FILE',
  /** The keyspace is missing, and no `replication` says how to make it. */
  keyspaceMissing: 'KEYSPACE_MISSING',
  /** The nodes do not have the same version of the schema: nothing more is run until they do. */
  schemaDisagreement: 'SCHEMA_DISAGREEMENT',
  /** A file, or the done part of one, is not what it was when it ran. */
  changed: 'CHANGED',
  /** A file that has not run has a lower number than one that has. */
  outOfOrder: 'OUT_OF_ORDER',
  /** A statement was begun, and nobody knows whether it was done: look, then `repair`. */
  unfinished: 'UNFINISHED',
  /** `repair` cannot know whether a statement may run again: `decide` must say it. */
  undecided: 'UNDECIDED',
  /** A statement was refused and has changed nothing: mend the file or the cluster, and migrate again. */
  refused: 'REFUSED',
  /** Another process has been at work for longer than `lock.waitMs`. */
  locked: 'LOCKED',
  /** Another process has taken over: this one was silent for longer than `lock.leaseMs`. */
  leaseLost: 'LEASE_LOST',
} as const;

export type MigrationErrorCode = (typeof migrationErrorCode)[keyof typeof migrationErrorCode];

/** Where a statement stands. */
export interface StatementPlace {
  /** Name of the file, such as `0001_users.cql`. */
  readonly file: string;
  /** Counted from 1; of a script, which is one piece, 1. */
  readonly statement: number;
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  /** How it begins, such as `CREATE TABLE users`; never its values. */
  readonly summary: string;
}

export interface MigrationErrorOptions {
  readonly cause?: unknown;
  readonly place?: StatementPlace;
}

/** A migration that did not go well. `code` says in which way, the message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
  /** Stable: one of `migrationErrorCode`. */
  readonly code: MigrationErrorCode;
  /** The statement that it is about; undefined when it is about none. */
  readonly place: StatementPlace | undefined;

  constructor(code: MigrationErrorCode, message: string, { cause, place }: MigrationErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.place = place;
  }
}

/** For a message: `0001_users.cql, line 3, statement 2 (CREATE TABLE users)`. */
export function nameOfPlace({ file, statement, line, summary }: StatementPlace): string {
  return `${file}, line ${line}, statement ${statement} (${summary})`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
