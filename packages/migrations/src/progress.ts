// The progress of migrations for the application.
import type { StatementPlace } from './migration-error';

/** One event, discriminated by `type`. */
export type MigrationProgress =
  /** Another process migrates: this one waits. */
  | { readonly type: 'waiting'; readonly owner: string }
  /** The migrating process did not renew its lease: this one takes over. */
  | { readonly type: 'takenOver'; readonly owner: string }
  | { readonly type: 'keyspaceCreated'; readonly keyspace: string }
  | { readonly type: 'fileBegun'; readonly file: string; readonly statements: number }
  | { readonly type: 'statementDone'; readonly place: StatementPlace; readonly durationMs: number }
  /** A report of a script. */
  | { readonly type: 'scriptProgress'; readonly file: string; readonly text: string }
  | { readonly type: 'fileDone'; readonly file: string; readonly durationMs: number }
  /** The decision of `repair` about a statement that was started and not finished. */
  | {
      readonly type: 'repaired';
      readonly place: StatementPlace;
      readonly how: 'ranAgain' | 'wasDone' | 'countedAsDone';
    };

/** Receives each event in order. Its exception or rejection becomes a process warning. */
export type OnProgress = (progress: MigrationProgress) => void;

/** Returns a listener that never throws: an exception or a rejection becomes a process warning. */
export function guarded(onProgress: OnProgress | undefined): OnProgress {
  if (onProgress === undefined) return () => {};
  const warn = (error: unknown) =>
    process.emitWarning(`onProgress of a migration failed: ${error instanceof Error ? error.message : String(error)}`);
  return (progress) => {
    try {
      const given: unknown = onProgress(progress);
      if (given instanceof Promise) given.catch(warn);
    } catch (error) {
      warn(error);
    }
  };
}
