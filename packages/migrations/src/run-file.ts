// Runs one file from its first statement that is not done: each statement is recorded before and after it runs.
import { writeOutcomeOf, type Session } from '@async-cassandra/core';
import { disagreement, type Coordinator } from './coordinator';
import type { Journal } from './journal';
import type { Settings } from './migrate-options';
import { messageOf, MigrationError, migrationErrorCode, nameOfPlace } from './migration-error';
import type { MigrationFile, MigrationStatement } from './migration-files';
import { unfinishedError, type PendingFile } from './plan';
import type { OnProgress } from './progress';
import { loadScript } from './script';
import { changesSchema } from './statement-kind';
import { isFinal } from './until-answered';

export interface RunParts {
  readonly session: Session;
  readonly coordinator: Coordinator;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly onProgress: OnProgress;
  /** Stops before the next statement. */
  readonly signal: AbortSignal;
}

/** @throws MigrationError REFUSED, UNFINISHED, SCHEMA_DISAGREEMENT or LEASE_LOST; the signal's reason. */
export async function runFile({ file, statements }: PendingFile, parts: RunParts): Promise<void> {
  const { journal, onProgress, signal } = parts;
  signal.throwIfAborted();
  const begunAt = performance.now();
  onProgress({ type: 'fileBegun', file: file.file, statements: file.statements.length });
  for (const statement of statements) {
    signal.throwIfAborted();
    await runStatement(file, statement, parts);
  }
  await journal.record(file.name, 0, 'done', file.checksum);
  onProgress({ type: 'fileDone', file: file.file, durationMs: performance.now() - begunAt });
}

async function runStatement(file: MigrationFile, statement: MigrationStatement, parts: RunParts): Promise<void> {
  const { journal, onProgress } = parts;
  const { place, checksum } = statement;
  // A script that cannot be loaded has not started.
  const run = file.isScript
    ? await scriptRun(file, parts)
    : () => executeStatement(statement, parts.coordinator, parts.settings);
  await journal.record(file.name, place.statement, 'begun', checksum);
  const begunAt = performance.now();
  let isAgreed: boolean;
  try {
    isAgreed = await run();
  } catch (error) {
    if (file.isScript || !isRefusal(error)) throw unfinishedError(statement, error);
    await journal.record(file.name, place.statement, 'refused', checksum);
    throw refused(statement, error);
  }
  await journal.record(file.name, place.statement, 'done', checksum);
  onProgress({ type: 'statementDone', place, durationMs: performance.now() - begunAt });
  if (!isAgreed) throw disagreement(`after ${nameOfPlace(place)}, which is done`);
}

async function scriptRun(file: MigrationFile, parts: RunParts): Promise<() => Promise<boolean>> {
  const { session, settings, signal, onProgress } = parts;
  const script = await loadScript(file, settings.importModule);
  return async () => {
    const progress = (text: string) => onProgress({ type: 'scriptProgress', file: file.file, text: String(text) });
    await script(session, { signal, progress, keyspace: settings.keyspace });
    return true;
  };
}

/** Resolves with whether the nodes agree on the schema afterwards. */
export async function executeStatement(
  { text }: MigrationStatement,
  coordinator: Coordinator,
  { keyspace, statementTimeoutMs }: Settings,
): Promise<boolean> {
  const { executionInfo } = await coordinator.execute(text, undefined, {
    keyspace,
    timeoutMs: statementTimeoutMs,
    ...(!changesSchema(text) && { consistency: 'quorum' }),
  });
  if (changesSchema(text)) await coordinator.untilUsable(keyspace);
  return executionInfo.schemaInAgreement !== false;
}

/** Returns whether an error proves that nothing was changed. */
export function isRefusal(error: unknown): boolean {
  return isFinal(error) || writeOutcomeOf(error) === 'notApplied';
}

export function refused({ place }: MigrationStatement, cause: unknown): MigrationError {
  return new MigrationError(
    migrationErrorCode.refused,
    `${nameOfPlace(place)} was refused and has changed nothing: ${messageOf(cause)}. Fix it, then migrate again: it continues from there`,
    { cause, place },
  );
}
