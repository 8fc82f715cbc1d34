// The errors of migrations: every message tells what went wrong and what to do.

/** The codes of `MigrationError`. They are stable: match on them. */
export const migrationErrorCode = {
  /** The folder is missing, has no migrations, or has two files with one number. */
  badFolder: 'BAD_FOLDER',
  /** A file has an invalid name, no statement, or something that cannot be executed. Nothing has been run. */
  badFile: 'BAD_FILE',
  /** The keyspace is missing, and there is no `replication` to create it. */
  keyspaceMissing: 'KEYSPACE_MISSING',
  /** The nodes do not have the same version of the schema: nothing more is run until they do. */
  schemaDisagreement: 'SCHEMA_DISAGREEMENT',
  /** A file, or the done part of one, has changed since it ran. */
  changed: 'CHANGED',
  /** A file that has not run has a lower number than one that has. */
  outOfOrder: 'OUT_OF_ORDER',
  /** A statement was started, and its outcome is unknown: check it, then call `repair`. */
  unfinished: 'UNFINISHED',
  /** `repair` cannot know whether a statement may run again: `decide` must return a decision. */
  undecided: 'UNDECIDED',
  /** A statement was refused and has changed nothing: fix the file or the cluster, and migrate again. */
  refused: 'REFUSED',
  /** Another process has been migrating for longer than `lock.waitMs`. */
  locked: 'LOCKED',
  /** Another process has taken over: this one did not renew the lease for longer than `lock.leaseMs`. */
  leaseLost: 'LEASE_LOST',
} as const;

/** One of the codes in `migrationErrorCode`. */
export type MigrationErrorCode = (typeof migrationErrorCode)[keyof typeof migrationErrorCode];

/** The position of a statement. */
export interface StatementPlace {
  /** The name of the file, such as `0001_users.cql`. */
  readonly file: string;
  /** The number of the statement, from 1. A script counts as one statement. */
  readonly statement: number;
  /** The line on which the statement begins, counted from 1. */
  readonly line: number;
  /** The beginning of the statement, such as `CREATE TABLE users`; never its values. */
  readonly summary: string;
}

/** The options of a `MigrationError`. */
export interface MigrationErrorOptions {
  /** The error that caused this one. */
  readonly cause?: unknown;
  /** The statement that failed. */
  readonly place?: StatementPlace;
}

/** A migration failed. `code` identifies the problem, the message tells what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
  /** A stable code, one of `migrationErrorCode`. */
  readonly code: MigrationErrorCode;
  /** The statement that failed; undefined for an error without one. */
  readonly place: StatementPlace | undefined;

  constructor(code: MigrationErrorCode, message: string, { cause, place }: MigrationErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.place = place;
  }
}

/** Returns the name of a place for a message: `0001_users.cql, line 3, statement 2 (CREATE TABLE users)`. */
export function nameOfPlace({ file, statement, line, summary }: StatementPlace): string {
  return `${file}, line ${line}, statement ${statement} (${summary})`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
