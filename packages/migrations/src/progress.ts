// What an application is told while it migrates.
import type { StatementPlace } from './migration-error';

/** One thing that happened; `type` says which. */
export type MigrationProgress =
  /** Another process migrates: this one waits. */
  | { readonly type: 'waiting'; readonly owner: string }
  /** The process that migrated gave no sign of life: this one takes its place. */
  | { readonly type: 'takenOver'; readonly owner: string }
  | { readonly type: 'keyspaceCreated'; readonly keyspace: string }
  | { readonly type: 'fileBegun'; readonly file: string; readonly statements: number }
  | { readonly type: 'statementDone'; readonly place: StatementPlace; readonly durationMs: number }
  /** What a script reported. */
  | { readonly type: 'scriptProgress'; readonly file: string; readonly text: string }
  | { readonly type: 'fileDone'; readonly file: string; readonly durationMs: number }
  /** What `repair` did about a statement that was begun and not finished. */
  | {
      readonly type: 'repaired';
      readonly place: StatementPlace;
      readonly how: 'ranAgain' | 'wasDone' | 'countedAsDone';
    };

export type OnProgress = (progress: MigrationProgress) => void;

/** A listener that can be called anywhere: what it throws, or rejects with, becomes a warning of the process. */
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
