// `migrate status` and `migrate check`: show the state of the migrations. They change nothing.
import { migrationStatus, type FileStatus, type MigrationStatus } from '@async-cassandra/migrations';
import { command, type Invocation } from '../../command-line/command';
import { describeError } from '../../command-line/describe-error';
import { exitCode, type ExitCode } from '../../command-line/exit-code';
import { sharedConnectionFlags } from '../../connection/connection-flags';
import { withSession } from '../../connection/with-session';
import { textTable } from '../../terminal/text-table';
import { folderFlags } from './migrate-flags';
import { statusOptions } from './migration-settings';

export const status = command({
  words: ['migrate', 'status'],
  summary: 'Lists the migrations, and which have run',
  flags: folderFlags,
  shared: sharedConnectionFlags,
  examples: ['async-cassandra migrate status --keyspace shop'],
  run: async (invocation) => {
    await show(invocation);
    return exitCode.done;
  },
});

export const check = command({
  words: ['migrate', 'check'],
  summary: 'Ends with exit code 3 unless all migrations have run unchanged',
  description:
    'The same as status, for a pipeline or a readiness check: ends with exit code 3 when a migration is pending, unfinished, changed or out of order.',
  flags: folderFlags,
  shared: sharedConnectionFlags,
  examples: ['async-cassandra migrate check --keyspace shop && node server.js'],
  run: async (invocation): Promise<ExitCode> => {
    const { files, problem } = await show(invocation);
    const isUpToDate = problem === undefined && files.every(({ state }) => state === 'done' || state === 'unknown');
    return isUpToDate ? exitCode.done : exitCode.incomplete;
  },
});

async function show(invocation: Invocation<typeof folderFlags>): Promise<MigrationStatus> {
  const { terminal, flags } = invocation;
  const found = await withSession(
    invocation,
    ({ session, settings }) => migrationStatus(session, statusOptions(invocation, settings)),
    { exact: false, keyspace: false },
  );
  const { files, problem, keyspace } = found;
  const described = problem === undefined ? undefined : describeError(problem);
  if (flags.json) {
    await terminal.write(
      `${JSON.stringify({ keyspace, files, problem: described?.message, code: described?.code })}\n`,
    );
    return found;
  }
  if (files.length > 0) {
    const style = { columns: terminal.columns, colors: terminal.outColors };
    await terminal.write(textTable(columns, files.map(cellsOf), style));
  } else terminal.note('There are no migrations');
  if (described !== undefined) {
    const lines = [`${terminal.errorColors.yellow('problem:')} ${described.message}`, ...described.details];
    terminal.note(lines.join('\n  '));
  }
  return found;
}

const columns = [
  { name: 'file', isNumber: false },
  { name: 'state', isNumber: false },
  { name: 'statements', isNumber: true },
];

function cellsOf({ file, state, statements, statementsDone }: FileStatus): string[] {
  return [file, state, statementsDone === statements ? String(statements) : `${statementsDone} of ${statements}`];
}
