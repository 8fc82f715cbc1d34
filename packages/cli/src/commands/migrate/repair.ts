// `migrate repair`: continues after a crash. It asks the user about unknown outcomes, or takes the answers from --decide.
import {
  MigrationError,
  migrationErrorCode,
  repair,
  type MigrationOutcome,
  type RepairDecision,
  type RepairOptions,
  type StatementPlace,
} from '@async-cassandra/migrations';
import type { Session } from '@async-cassandra/core';
import { command } from '../../command-line/command';
import { exitCode } from '../../command-line/exit-code';
import { flag, manyOf, text } from '../../command-line/flag';
import { sharedConnectionFlags } from '../../connection/connection-flags';
import { withSession } from '../../connection/with-session';
import { askChoice } from '../../terminal/ask';
import type { Terminal } from '../../terminal/terminal';
import { runFlags } from './migrate-flags';
import { migrateOptions } from './migration-settings';
import { progressNotes, summaryOf } from './progress-notes';

interface Decision {
  readonly place: string;
  readonly decision: RepairDecision;
}

const flags = {
  ...runFlags,
  decide: manyOf(
    flag(
      '<file:n=again|done>',
      'The outcome of an unfinished statement: 0003_totals.cql:2=done; repeatable',
      decisionOf,
    ),
  ),
  acceptChanged: manyOf(flag('<file>', 'Accept this file, although it has changed since it ran; repeatable', text)),
};

export const repairCommand = command({
  words: ['migrate', 'repair'],
  summary: 'Settles what a crash left unfinished, and continues',
  description:
    'Settles a statement that was started and whose outcome is unknown, accepts changed files, and continues as up does. Asks about a statement that may not run twice.',
  flags,
  shared: sharedConnectionFlags,
  examples: [
    'async-cassandra migrate repair --keyspace shop',
    'async-cassandra migrate repair --keyspace shop --decide 0003_totals.cql:2=done',
  ],
  run: async (invocation) => {
    const { terminal, flags: given } = invocation;
    return withSession(
      invocation,
      async ({ session, settings }) => {
        const { acceptChanged, decide = [] } = given;
        const options = { ...migrateOptions(invocation, settings), acceptChanged, onProgress: progressNotes(terminal) };
        const decisions = new Map(decide.map(({ place, decision }) => [place, decision]));
        const outcome = await repairAsking(session, options, decisions, terminal);
        if (given.json) await terminal.write(`${JSON.stringify(outcome)}\n`);
        else terminal.note(summaryOf(outcome));
        return exitCode.done;
      },
      { exact: false, keyspace: false },
    );
  },
});

const keyOf = ({ file, statement }: StatementPlace): string => `${file}:${statement}`;

/** Asks the user about each statement that cannot be decided, and retries. */
async function repairAsking(
  session: Session,
  options: RepairOptions,
  decisions: Map<string, RepairDecision>,
  terminal: Terminal,
): Promise<MigrationOutcome> {
  for (;;) {
    try {
      return await repair(session, { ...options, decide: (place) => decisions.get(keyOf(place)) });
    } catch (error) {
      const isUndecided = error instanceof MigrationError && error.code === migrationErrorCode.undecided;
      if (!isUndecided || error.place === undefined || !terminal.isInteractive) throw error;
      decisions.set(keyOf(error.place), await ask(terminal, error.place));
    }
  }
}

function ask(terminal: Terminal, { file, line, summary }: StatementPlace): Promise<RepairDecision> {
  return askChoice(terminal, `${file}, line ${line}: ${summary} was begun. Was it done?`, [
    { value: 'done', label: 'Yes: count it as done' },
    { value: 'again', label: 'No: run it' },
  ]);
}

function decisionOf(given: string): Decision {
  const [, place, decision] = /^(.+:[1-9]\d*)=(again|done)$/.exec(given) ?? [];
  if (place === undefined) throw new Error('must be like 0003_totals.cql:2=done, or =again');
  return { place, decision: decision as RepairDecision };
}
