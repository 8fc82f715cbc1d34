// The options of `migrate` and `repair`, checked before anything is done.
import { ConfigurationError } from '@async-cassandra/core';
import {
  callback,
  complaintAbout,
  milliseconds,
  option,
  optionBag,
  signal,
  text,
  trueOrFalse,
  type OptionBag,
  type OptionTable,
  type TableOf,
} from '@async-cassandra/core/options';
import type { StatementPlace } from './migration-error';
import type { OnProgress } from './progress';

/** How processes that migrate at the same time wait for each other. */
export interface LockOptions {
  /** How long to wait for another process that migrates, in milliseconds. Default: 300,000. */
  readonly waitMs?: number;
  /**
   * Milliseconds without a renewal of the lease after which the migrating process counts as dead, and another one takes over. It renews
   * three times in this period. Default: 15,000; minimum: 1,000.
   */
  readonly leaseMs?: number;
}

/** The options of `migrate`. */
export interface MigrateOptions {
  /** The folder of the files, `0001_users.cql`, `0002_backfill.ts`: relative to the working directory of the process. */
  readonly folder: string;
  /** The exact name of the keyspace of unqualified statements and of the journal. */
  readonly keyspace: string;
  /**
   * How to create the keyspace if it is missing: `{ class: 'NetworkTopologyStrategy', datacenter1: 3 }`. Default: a missing
   * keyspace is an error.
   */
  readonly replication?: Readonly<Record<string, string | number>>;
  /** The lease. */
  readonly lock?: LockOptions;
  /** Only reports the files that would run; creates no keyspace and no table. Default: false. */
  readonly dryRun?: boolean;
  /** The timeout of one statement of a file in milliseconds. Default: 120,000. */
  readonly statementTimeoutMs?: number;
  /**
   * Loads a script by its absolute path, for TypeScript that the process cannot load by itself. Resolves with the exports of the
   * file. Default: `require`, and `import` for an ES module.
   */
  readonly importModule?: (path: string) => Promise<unknown>;
  /** Receives the progress. Its exceptions become process warnings, and stop nothing. Default: none. */
  readonly onProgress?: OnProgress;
  /** Stops waiting, or stops before the next statement; waits for a statement that was started. Rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What `repair` does with a statement whose outcome is unknown. */
export type RepairDecision = 'again' | 'done';

/** The options of `repair`. */
export interface RepairOptions extends MigrateOptions {
  /**
   * Called for each statement that was started and not finished: `'again'` executes it (again), `'done'` counts it as done. Default:
   * `'again'` for schema changes (what exists already counts as done), for plain INSERT, UPDATE and DELETE that give
   * the same rows when they run twice, and for scripts; the error UNDECIDED for all others.
   */
  readonly decide?: (place: StatementPlace) => RepairDecision | undefined;
  /** Files (`0001_users.cql`) whose changes since they ran are intended: their new checksums replace the old ones. Default: none. */
  readonly acceptChanged?: readonly string[];
}

export type Settings = Readonly<
  Required<Pick<MigrateOptions, 'folder' | 'keyspace' | 'dryRun' | 'statementTimeoutMs'>> &
    Pick<RepairOptions, 'replication' | 'importModule' | 'onProgress' | 'signal' | 'decide' | 'acceptChanged'> & {
      lock: Required<LockOptions>;
    }
>;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const lockBag = optionBag("option 'lock'", {
  waitMs: option(milliseconds(0), 300_000),
  leaseMs: option(milliseconds(1000), 15_000),
} satisfies TableOf<LockOptions>);

const migrateTable = {
  folder: option(text),
  keyspace: option<string>((value) =>
    typeof value === 'string' && /^\w{1,48}$/.test(value)
      ? undefined
      : 'must be the name of a keyspace: 1 to 48 letters, digits and _',
  ),
  replication: option<NonNullable<MigrateOptions['replication']>>((value) =>
    isObject(value) && typeof (value as { class?: unknown }).class === 'string'
      ? undefined
      : "must be an object with 'class', such as { class: 'NetworkTopologyStrategy', datacenter1: 3 }",
  ),
  lock: option<LockOptions>((value) => (isObject(value) ? undefined : 'must be an object with waitMs and leaseMs')),
  dryRun: option(trueOrFalse, false),
  statementTimeoutMs: option(milliseconds(1), 120_000),
  importModule: option(callback<NonNullable<MigrateOptions['importModule']>>()),
  onProgress: option(callback<OnProgress>()),
  signal: option(signal),
} satisfies TableOf<MigrateOptions>;

const hints = {
  leaseMs: "give it in 'lock'",
  waitMs: "give it in 'lock'",
  path: "give 'folder'",
  dir: "give 'folder'",
};

export const migrateBag = optionBag('migrate', migrateTable, {
  ...hints,
  decide: 'give it to repair()',
  acceptChanged: 'give it to repair()',
});

export const repairBag = optionBag(
  'repair',
  {
    ...migrateTable,
    decide: option(callback<NonNullable<RepairOptions['decide']>>()),
    acceptChanged: option<readonly string[]>((value) =>
      Array.isArray(value) && value.every((name) => typeof name === 'string')
        ? undefined
        : 'must be a list of names of files',
    ),
  } satisfies TableOf<RepairOptions>,
  hints,
);

/** The options of `migrationStatus`. */
export type StatusOptions = Pick<MigrateOptions, 'folder' | 'keyspace'>;

/** @throws ConfigurationError that names the first option that is unknown, missing or invalid. */
export function settingsOf(
  call: 'migrate' | 'repair' | 'migrationStatus',
  options: MigrateOptions | RepairOptions,
): Settings {
  if (!isObject(options)) throw new ConfigurationError(`${call} needs options: an object with folder and keyspace`);
  check(call, options, call === 'repair' ? repairBag : migrateBag);
  const { lock = {}, dryRun = false, statementTimeoutMs = 120_000, ...others } = options;
  check(call, lock, lockBag, 'lock');
  for (const name of ['folder', 'keyspace'] as const) {
    if (others[name] === undefined) throw new ConfigurationError(`${call}: option '${name}' is missing`);
  }
  return {
    ...others,
    dryRun,
    statementTimeoutMs,
    lock: { waitMs: lock.waitMs ?? 300_000, leaseMs: lock.leaseMs ?? 15_000 },
  };
}

function check(call: string, options: object, bag: OptionBag<OptionTable>, path = ''): void {
  const complaint = complaintAbout(bag, options, path);
  if (complaint === undefined) return;
  throw new ConfigurationError(`${call}: ${complaint.charAt(0).toLowerCase()}${complaint.slice(1)}`);
}
