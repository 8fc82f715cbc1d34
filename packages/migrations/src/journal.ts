// The executed statements, as stored in the table: a row for each file (statement 0) and for each of its statements. Every write is conditional on
// the lease: a process that was paused and has lost the lease can record nothing, and so starts nothing.
import type { Coordinator } from './coordinator';
import { journalTable } from './journal-table';
import { MigrationError, migrationErrorCode } from './migration-error';
import { untilAnswered } from './until-answered';

/** The only partition, whose static columns are the lease. */
export const scope = 'migrations';

/** `refused`: started, but known to have changed nothing. */
export type EntryState = 'begun' | 'done' | 'refused';

export interface JournalEntry {
  readonly state: EntryState;
  readonly checksum: string;
}

/** The entries of one file: its own at 0, its statements from 1. */
export type FileEntries = ReadonlyMap<number, JournalEntry>;

interface JournalRow {
  readonly name: string | null;
  readonly statement: number | null;
  readonly state: EntryState | null;
  readonly checksum: string | null;
}

const requestTimeoutMs = 10_000;
/** The time limit of a read of the journal. */
const readLimitMs = 30_000;
const serial = { consistency: 'serial', timeoutMs: requestTimeoutMs, isIdempotent: true } as const;
/** A conditional write commits at QUORUM, so that the next SERIAL read sees it. */
export const conditional = {
  consistency: 'quorum',
  serialConsistency: 'serial',
  timeoutMs: requestTimeoutMs,
} as const;

/** Returns the executed statements, by the names of the files. */
export async function readJournal(
  coordinator: Coordinator,
  keyspace: string,
): Promise<ReadonlyMap<string, FileEntries>> {
  const query = `SELECT name, statement, state, checksum FROM ${journalTable(keyspace)} WHERE scope = ?`;
  const { rows } = await untilAnswered(() => coordinator.execute<JournalRow>(query, [scope], serial), readLimitMs);
  const files = new Map<string, Map<number, JournalEntry>>();
  for (const { name, statement, state, checksum } of rows) {
    // A partition with nothing but the lease is one row without a name.
    if (name === null || statement === null || state === null) continue;
    if (!files.has(name)) files.set(name, new Map());
    files.get(name)!.set(statement, { state, checksum: checksum ?? '' });
  }
  return files;
}

export class Journal {
  readonly #coordinator: Coordinator;
  readonly #owner: string;
  readonly #leaseMs: number;
  readonly #query: string;

  constructor(coordinator: Coordinator, keyspace: string, owner: string, leaseMs: number) {
    this.#coordinator = coordinator;
    this.#owner = owner;
    this.#leaseMs = leaseMs;
    this.#query = `UPDATE ${journalTable(keyspace)} SET state = ?, checksum = ?, owner = ?, at = ? WHERE scope = ? AND name = ? AND statement = ? IF lease_owner = ?`;
  }

  /**
   * Records the state of a file (`statement` 0) or of one of its statements. Idempotent, so it is repeated after an
   * error, for as long as the lease may last.
   *
   * @throws MigrationError LEASE_LOST when another process has taken over.
   */
  async record(name: string, statement: number, state: EntryState, checksum: string): Promise<void> {
    const owner = this.#owner;
    const parameters = [state, checksum, owner, new Date(), scope, name, statement, owner];
    await untilAnswered(async () => {
      const { wasApplied } = await this.#coordinator.execute(this.#query, parameters, conditional);
      if (wasApplied === false) throw leaseLost();
    }, this.#leaseMs);
  }
}

export function leaseLost(): MigrationError {
  return new MigrationError(
    migrationErrorCode.leaseLost,
    `Another process has taken the migrations over, because this one gave no sign of life for longer than lock.leaseMs. ` +
      `Nothing more is run here. Raise lock.leaseMs if this process may be paused for so long`,
  );
}
