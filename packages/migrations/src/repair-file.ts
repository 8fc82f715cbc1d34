// Settles a statement with an unknown outcome: executes it again, or counts it as done.
import { executeStatement, isRefusal, refused, runFile, type RunParts } from './run-file';
import { messageOf, MigrationError, migrationErrorCode, nameOfPlace } from './migration-error';
import type { RepairDecision } from './migrate-options';
import type { MigrationFile, MigrationStatement } from './migration-files';
import { disagreement } from './coordinator';
import { unfinishedError, type PendingFile } from './plan';
import { changesSchema, mayRunTwice, saysAlreadyDone } from './statement-kind';

/** Settles the first statement of the file that is not done, then runs the rest of the file. */
export async function repairFile(pending: PendingFile, parts: RunParts): Promise<void> {
  const { file, statements } = pending;
  const [unfinished, ...rest] = statements as [MigrationStatement, ...MigrationStatement[]];
  const { journal, onProgress, settings } = parts;
  const { place, checksum } = unfinished;
  const decision = settings.decide?.(place) ?? usualDecision(file, unfinished);
  if (decision === 'again' && file.isScript) {
    await runFile(pending, parts);
    return onProgress({ type: 'repaired', place, how: 'ranAgain' });
  }
  const how = decision === 'done' ? 'countedAsDone' : await runAgain(file, unfinished, parts);
  await journal.record(file.name, place.statement, 'done', checksum);
  onProgress({ type: 'repaired', place, how });
  await runFile({ file, statements: rest, isUnfinished: false }, parts);
}

/** Returns the default decision. @throws MigrationError UNDECIDED without one. */
function usualDecision({ isScript }: MigrationFile, { text, place }: MigrationStatement): RepairDecision {
  if (isScript || changesSchema(text) || mayRunTwice(text)) return 'again';
  throw new MigrationError(
    migrationErrorCode.undecided,
    `${nameOfPlace(place)} was begun, and may have been done: done twice it may not be the same. Look, then say with option 'decide' ` +
      `whether it runs 'again' or counts as 'done'`,
    { place },
  );
}

async function runAgain(
  file: MigrationFile,
  statement: MigrationStatement,
  { coordinator, settings, journal }: RunParts,
): Promise<'ranAgain' | 'wasDone'> {
  const { text, place, checksum } = statement;
  try {
    if (await executeStatement(statement, coordinator, settings)) return 'ranAgain';
  } catch (error) {
    if (saysAlreadyDone(text, messageOf(error))) return 'wasDone';
    if (!isRefusal(error)) throw unfinishedError(statement, error);
    await journal.record(file.name, place.statement, 'refused', checksum);
    throw refused(statement, error);
  }
  throw disagreement(`after ${nameOfPlace(place)}`);
}
