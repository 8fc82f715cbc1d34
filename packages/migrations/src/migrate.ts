// Runs the migrations of a folder.
import type { Session } from '@async-cassandra/core';
import { Coordinator } from './coordinator';
import { Journal, readJournal } from './journal';
import { ensureJournal, journalExists } from './journal-table';
import { ensureKeyspace, keyspaceExists } from './keyspace';
import { Lease } from './lease';
import { settingsOf, type MigrateOptions, type RepairOptions, type Settings } from './migrate-options';
import { readMigrationFiles, type MigrationFile } from './migration-files';
import { planOf, refuseChanged, refuseUnfinished, type Plan } from './plan';
import { guarded, type OnProgress } from './progress';
import { repairFile } from './repair-file';
import { runFile, type RunParts } from './run-file';

/** The result of `migrate`. */
export interface MigrationOutcome {
  /** The keyspace of the migrations. */
  readonly keyspace: string;
  /** The files that this process has run, completely or to their end. */
  readonly ran: readonly string[];
  /** The files that had run before, or that another process has run meanwhile. */
  readonly alreadyRun: readonly string[];
  /** The files that remain to run; empty except for `dryRun`. */
  readonly pending: readonly string[];
  /** Names in the journal without a file in the folder: run by a newer version of the application, or deleted since. */
  readonly unknown: readonly string[];
}

/**
 * Runs the files of a folder that have not run yet, in the order of their numbers. Any number of processes may call this at the same time: one
 * runs the files, the others wait for it, and one of them takes over when it dies.
 *
 * @throws MigrationError: `code` and message tell what to do. ConfigurationError for an invalid option; the signal's reason; the errors of
 *   the session when the journal cannot be read or written.
 *
 * @example
 * await migrate(session, {
 *   folder: 'migrations',
 *   keyspace: 'shop',
 *   replication: { class: 'NetworkTopologyStrategy', datacenter1: 3 },
 * });
 */
export function migrate(session: Session, options: MigrateOptions): Promise<MigrationOutcome> {
  return run(session, () => settingsOf('migrate', options), false);
}

/**
 * Settles a statement that was started and whose outcome is unknown (error UNFINISHED), accepts the changed files in
 * `acceptChanged`, and continues like `migrate`. First check what the error names: a schema change is executed
 * again, and counts as done when the server reports that it is.
 *
 * @throws the errors of `migrate`; MigrationError UNDECIDED for a statement that may not run twice, unless `decide` returns a decision.
 *
 * @example
 * await repair(session, { folder: 'migrations', keyspace: 'shop', decide: ({ summary }) => (summary.startsWith('UPDATE') ? 'done' : undefined) });
 */
export function repair(session: Session, options: RepairOptions): Promise<MigrationOutcome> {
  return run(session, () => settingsOf('repair', options), true);
}

async function run(session: Session, check: () => Settings, repairs: boolean): Promise<MigrationOutcome> {
  const settings = check();
  const { keyspace, dryRun, signal } = settings;
  signal?.throwIfAborted();
  const onProgress = guarded(settings.onProgress);
  const files = await readMigrationFiles(settings.folder);
  const coordinator = new Coordinator(session);
  if (dryRun) return outcomeOf(keyspace, await lookAt(coordinator, keyspace, files));
  if (await ensureKeyspace(coordinator, settings)) onProgress({ type: 'keyspaceCreated', keyspace });
  await ensureJournal(coordinator, settings);
  await coordinator.untilSchemaAgrees(signal);
  return new Migration(session, coordinator, settings, onProgress, repairs).run(files);
}

async function lookAt(coordinator: Coordinator, keyspace: string, files: readonly MigrationFile[]): Promise<Plan> {
  const isThere = (await keyspaceExists(coordinator, keyspace)) && (await journalExists(coordinator, keyspace));
  const plan = planOf(files, isThere ? await readJournal(coordinator, keyspace) : new Map());
  refuseChanged(plan);
  refuseUnfinished(plan);
  return plan;
}

class Migration {
  readonly #session: Session;
  readonly #coordinator: Coordinator;
  readonly #settings: Settings;
  readonly #onProgress: OnProgress;
  readonly #repairs: boolean;

  constructor(
    session: Session,
    coordinator: Coordinator,
    settings: Settings,
    onProgress: OnProgress,
    repairs: boolean,
  ) {
    this.#session = session;
    this.#coordinator = coordinator;
    this.#settings = settings;
    this.#onProgress = onProgress;
    this.#repairs = repairs;
  }

  async run(files: readonly MigrationFile[]): Promise<MigrationOutcome> {
    const { keyspace } = this.#settings;
    let plan = await this.#plan(files);
    if (!this.#isWork(plan)) return outcomeOf(keyspace, plan);
    const lease = new Lease(this.#coordinator, this.#settings, this.#onProgress);
    const isOurs = await lease.acquire(async () => {
      plan = await this.#plan(files);
      return this.#isWork(plan);
    });
    if (!isOurs) return outcomeOf(keyspace, plan);
    try {
      plan = await this.#plan(files);
      await this.#runAll(plan, lease);
      return outcomeOf(keyspace, plan, true);
    } finally {
      await lease.release();
    }
  }

  async #plan(files: readonly MigrationFile[]): Promise<Plan> {
    const plan = planOf(files, await readJournal(this.#coordinator, this.#settings.keyspace));
    refuseChanged(plan, this.#settings.acceptChanged);
    return plan;
  }

  #isWork({ pending, changed }: Plan): boolean {
    return pending.length > 0 || changed.length > 0;
  }

  async #runAll(plan: Plan, lease: Lease): Promise<void> {
    const { keyspace, lock, signal } = this.#settings;
    if (!this.#repairs) refuseUnfinished(plan);
    await this.#coordinator.untilSchemaAgrees(signal);
    const journal = new Journal(this.#coordinator, keyspace, lease.owner, lock.leaseMs);
    const parts: RunParts = {
      session: this.#session,
      coordinator: this.#coordinator,
      journal,
      settings: this.#settings,
      onProgress: this.#onProgress,
      signal: signal === undefined ? lease.lost : AbortSignal.any([signal, lease.lost]),
    };
    for (const { name, checksum } of plan.changed) await journal.record(name, 0, 'done', checksum);
    for (const pending of plan.pending) {
      await (pending.isUnfinished ? repairFile(pending, parts) : runFile(pending, parts));
    }
  }
}

function outcomeOf(keyspace: string, { done, pending, unknown }: Plan, hasRun = false): MigrationOutcome {
  const files = pending.map(({ file }) => file.file);
  return { keyspace, ran: hasRun ? files : [], alreadyRun: done, pending: hasRun ? [] : files, unknown };
}
