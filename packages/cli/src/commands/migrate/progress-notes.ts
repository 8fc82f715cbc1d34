// Prints the progress of migrations, line by line on standard error.
import type { MigrationOutcome, MigrationProgress, OnProgress } from '@async-cassandra/migrations';
import { formatDuration } from '../../terminal/progress-line';
import type { Terminal } from '../../terminal/terminal';

export function progressNotes(terminal: Terminal): OnProgress {
  return (progress) => terminal.note(noteOf(progress, terminal));
}

function noteOf(progress: MigrationProgress, { errorColors: colors }: Terminal): string {
  switch (progress.type) {
    case 'waiting':
      return `another process migrates (${progress.owner}): waiting for it`;
    case 'takenOver':
      return `the process that migrated gave no sign of life (${progress.owner}): taking its place`;
    case 'keyspaceCreated':
      return `created keyspace ${progress.keyspace}`;
    case 'fileBegun':
      return `${colors.bold(progress.file)}`;
    case 'statementDone':
      return `  ${colors.green('done')} ${progress.place.summary} ${colors.dim(formatDuration(progress.durationMs))}`;
    case 'scriptProgress':
      return `  ${progress.text}`;
    case 'fileDone':
      return `  ${colors.dim(`the whole file: ${formatDuration(progress.durationMs)}`)}`;
    case 'repaired':
      return `  ${colors.yellow(repairs[progress.how])} ${progress.place.summary}`;
  }
}

const repairs = {
  ranAgain: 'ran again:',
  wasDone: 'had been done:',
  countedAsDone: 'counted as done:',
};

const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);

/** Returns one line about the outcome. */
export function summaryOf({ ran, alreadyRun, pending, unknown }: MigrationOutcome): string {
  const parts = [
    ...(pending.length > 0 ? [`${files(pending.length)} would run: ${pending.join(', ')}`] : []),
    ...(ran.length > 0 ? [`${files(ran.length)} ran`] : []),
    ...(ran.length + pending.length === 0 ? ['nothing to run'] : []),
    `${files(alreadyRun.length)} had run before`,
    ...(unknown.length > 0 ? [`the folder does not have ${unknown.join(', ')}, which ran`] : []),
  ];
  return parts.join('; ');
}
