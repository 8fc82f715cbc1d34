// `migrate up`: runs the pending migrations.
import { migrate } from '@async-cassandra/migrations';
import { command } from '../../command-line/command';
import { exitCode } from '../../command-line/exit-code';
import { flagSwitch } from '../../command-line/flag';
import { sharedConnectionFlags } from '../../connection/connection-flags';
import { withSession } from '../../connection/with-session';
import { runFlags } from './migrate-flags';
import { migrateOptions } from './migration-settings';
import { progressNotes, summaryOf } from './progress-notes';

export const up = command({
  words: ['migrate', 'up'],
  summary: 'Runs the migrations that have not run',
  description:
    'Runs the files of a folder that have not run, in the order of their numbers. Any number of processes may do this at once: one runs, the others wait.',
  flags: { ...runFlags, dryRun: flagSwitch('Only show what would run') },
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra migrate up --keyspace shop',
    'async-cassandra migrate up --keyspace shop --replication dc1:3',
  ],
  run: async (invocation) => {
    const { terminal, flags } = invocation;
    return withSession(
      invocation,
      async ({ session, settings }) => {
        const options = { ...migrateOptions(invocation, settings), dryRun: flags.dryRun };
        const outcome = await migrate(session, { ...options, onProgress: progressNotes(terminal) });
        if (flags.json) await terminal.write(`${JSON.stringify(outcome)}\n`);
        else terminal.note(summaryOf(outcome));
        return exitCode.done;
      },
      { exact: false, keyspace: false },
    );
  },
});
