// The remaining work: compares the files with the journal.
import type { FileEntries } from './journal';
import { MigrationError, migrationErrorCode } from './migration-error';
import { scriptChecksum, type MigrationFile, type MigrationStatement } from './migration-files';

export interface PendingFile {
  readonly file: MigrationFile;
  /** The statements that are not done. */
  readonly statements: readonly MigrationStatement[];
  /** Whether the first of them was started, with an unknown outcome. */
  readonly isUnfinished: boolean;
}

export interface Plan {
  /** The names of the files that have run. */
  readonly done: readonly string[];
  readonly pending: readonly PendingFile[];
  /** Names in the journal without a file in the folder: from a newer version of the application, or deleted. */
  readonly unknown: readonly string[];
  /** Files that have changed since they ran. */
  readonly changed: readonly MigrationFile[];
}

/** @throws MigrationError OUT_OF_ORDER, or CHANGED for a file that was renamed, or changed in a part that is done. */
export function planOf(files: readonly MigrationFile[], journal: ReadonlyMap<string, FileEntries>): Plan {
  const isDone = ({ name }: MigrationFile) => journal.get(name)?.get(0)?.state === 'done';
  const lastDone = files.findLast(isDone);
  const done = files.filter(isDone);
  const left = files.filter((file) => !isDone(file));
  const known = new Set(files.map(({ name }) => name));
  const unknown = [...journal.keys()].filter((name) => !known.has(name)).sort();
  for (const file of left) {
    refuseRenamed(file, unknown);
    if (lastDone && file.order < lastDone.order) throw outOfOrder(file, lastDone);
  }
  return {
    done: done.map(({ file }) => file),
    pending: left.map((file) => pendingOf(file, journal.get(file.name))),
    unknown,
    changed: done.filter((file) => hasChanged(file, journal.get(file.name)!)),
  };
}

/** Returns false for a script: it may or may not be compiled. */
export function hasChanged(file: MigrationFile, entries: FileEntries): boolean {
  const { checksum } = entries.get(0)!;
  return checksum !== file.checksum && checksum !== scriptChecksum && !file.isScript;
}

function pendingOf(file: MigrationFile, entries: FileEntries = new Map()): PendingFile {
  const stateOf = ({ place }: MigrationStatement) => entries.get(place.statement)?.state;
  const last = Math.max(0, ...[...entries].filter(([, { state }]) => state === 'done').map(([number]) => number));
  if (last > file.statements.length) throw changedInPart(file, last);
  for (const statement of file.statements) {
    const entry = entries.get(statement.place.statement);
    const counts = entry?.state === 'done' || entry?.state === 'begun';
    if (counts && entry.checksum !== statement.checksum) throw changedInPart(file, statement.place.statement);
  }
  const statements = file.statements.filter((statement) => stateOf(statement) !== 'done');
  return { file, statements, isUnfinished: statements.some((statement) => stateOf(statement) === 'begun') };
}

/** @throws MigrationError CHANGED unless all changed files are accepted. */
export function refuseChanged(plan: Plan, accepted: readonly string[] = []): void {
  const file = plan.changed.find((each) => !accepted.includes(each.file));
  if (file === undefined) return;
  throw new MigrationError(
    migrationErrorCode.changed,
    `${file.file} was changed after it had run: put it back as it was and write a new file for what is to change, ` +
      `or accept it with repair({ acceptChanged: ['${file.file}'] })`,
  );
}

/** @throws MigrationError UNFINISHED for a statement with an unknown outcome. */
export function refuseUnfinished({ pending }: Plan): void {
  const unfinished = pending.find(({ isUnfinished }) => isUnfinished);
  if (unfinished !== undefined) throw unfinishedError(unfinished.statements[0]!);
}

export function unfinishedError({ place }: MigrationStatement, cause?: unknown): MigrationError {
  const { file, line, summary } = place;
  return new MigrationError(
    migrationErrorCode.unfinished,
    `${file}, line ${line}: ${summary} was begun, and nobody knows whether it was done. Look whether it was, then call repair: ` +
      `it continues from there`,
    { cause, place },
  );
}

function changedInPart({ file }: MigrationFile, statement: number): MigrationError {
  return new MigrationError(
    migrationErrorCode.changed,
    `${file} was changed in statement ${statement}, which has run: put back what has run (what comes after it may change)`,
  );
}

/** Refuses a renamed file, which would run again under its new name. */
function refuseRenamed({ file, order }: MigrationFile, unknown: readonly string[]): void {
  const before = unknown.find((name) => Number.parseInt(name, 10) === order);
  if (before === undefined) return;
  throw new MigrationError(
    migrationErrorCode.changed,
    `${file} has the number of ${before}, which has run and has no file: give it back its name, or, if it is new, a higher number`,
  );
}

function outOfOrder({ file }: MigrationFile, last: MigrationFile): MigrationError {
  return new MigrationError(
    migrationErrorCode.outOfOrder,
    `${file} has not run, and ${last.file}, which comes after it, has: give it a higher number`,
  );
}
