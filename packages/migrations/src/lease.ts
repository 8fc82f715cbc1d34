// The lease lets one process at a time run migrations, by conditional writes at SERIAL. It trusts no clock of another machine: a waiting process
// watches the owner's renewals, and takes over after `leaseMs` of its own time without one.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Coordinator } from './coordinator';
import { conditional, leaseLost, scope } from './journal';
import { journalTable } from './journal-table';
import { MigrationError, migrationErrorCode } from './migration-error';
import type { Settings } from './migrate-options';
import type { OnProgress } from './progress';
import { isFinal } from './until-answered';

interface Holder {
  readonly lease_owner: string | null;
  readonly lease_renewal: string | null;
}

const nobody: Holder = { lease_owner: null, lease_renewal: null };
const pollMs = 250;
/** The number of renewals in one `leaseMs`. */
const signsOfLife = 3;
// A read at SERIAL would interfere with the owner's writes.
const watch = { consistency: 'quorum', isIdempotent: true, timeoutMs: 10_000 } as const;

export class Lease {
  readonly #coordinator: Coordinator;
  readonly #settings: Settings;
  readonly #onProgress: OnProgress;
  /** `machine/process/random`: identifies the owner in the table, and to waiting processes. */
  readonly owner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  readonly #lost = new AbortController();
  readonly #table: string;
  #renewing: NodeJS.Timeout | undefined;
  #renewal: Promise<void> = Promise.resolve();
  #renewedAt = 0;
  /** Whether a write was sent that may have acquired the lease. */
  #hasAsked = false;

  constructor(coordinator: Coordinator, settings: Settings, onProgress: OnProgress) {
    this.#coordinator = coordinator;
    this.#settings = settings;
    this.#onProgress = onProgress;
    this.#table = journalTable(settings.keyspace);
  }

  /** Aborts with LEASE_LOST when this process must stop. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Waits for the lease. `isNeeded` is called whenever another process has ended: resolves with false as soon as it returns false.
   *
   * @throws MigrationError LOCKED after `lock.waitMs`; the signal's reason.
   */
  async acquire(isNeeded: () => Promise<boolean>): Promise<boolean> {
    let isOurs = false;
    try {
      isOurs = await this.#wait(isNeeded);
    } finally {
      if (!isOurs && this.#hasAsked) await this.release();
    }
    return isOurs;
  }

  async #wait(isNeeded: () => Promise<boolean>): Promise<boolean> {
    const { lock, signal } = this.#settings;
    const end = performance.now() + lock.waitMs;
    let seen = nobody;
    let seenAt = performance.now();
    for (let told: string | null = null; ;) {
      signal?.throwIfAborted();
      const holder = (await this.#holder().catch(tolerate)) ?? seen;
      const { lease_owner: owner } = holder;
      const now = performance.now();
      if (owner !== seen.lease_owner || holder.lease_renewal !== seen.lease_renewal) [seen, seenAt] = [holder, now];
      // An earlier write without an answer has acquired it.
      if (owner === this.owner) return this.#keep(now);
      if (owner === null) {
        if (!(await isNeeded())) return false;
        if (await this.#take(holder)) return true;
      } else if (now - seenAt >= lock.leaseMs) {
        if (await this.#take(holder)) {
          this.#onProgress({ type: 'takenOver', owner });
          return true;
        }
      } else if (told !== owner) {
        told = owner;
        this.#onProgress({ type: 'waiting', owner });
      }
      if (now >= end) throw locked(owner, lock.waitMs);
      await pause(pollMs * (0.5 + Math.random()), undefined, { signal });
    }
  }

  /** Releases the lease. Never rejects: a lease that cannot be released expires. */
  async release(): Promise<void> {
    clearInterval(this.#renewing);
    await this.#renewal;
    if (this.lost.aborted) return;
    const query = `UPDATE ${this.#table} SET lease_owner = null, lease_renewal = null WHERE scope = ? IF lease_owner = ?`;
    await this.#coordinator.execute(query, [scope, this.owner], conditional).catch(() => {});
  }

  async #holder(): Promise<Holder> {
    const query = `SELECT lease_owner, lease_renewal FROM ${this.#table} WHERE scope = ? LIMIT 1`;
    return (await this.#coordinator.execute<Holder>(query, [scope], watch)).one() ?? nobody;
  }

  /**
   * Takes the lease from `from`, the observed holder, unless something has changed since. Also false if the outcome is unknown: the next read, or the
   * next attempt, which settles this one first, shows it.
   */
  async #take(from: Holder): Promise<boolean> {
    const query = `UPDATE ${this.#table} SET lease_owner = ?, lease_renewal = ? WHERE scope = ? IF lease_owner = ? AND lease_renewal = ?`;
    const parameters = [this.owner, randomUUID(), scope, from.lease_owner, from.lease_renewal];
    const askedAt = performance.now();
    this.#hasAsked = true;
    const result = await this.#coordinator.execute(query, parameters, conditional).catch(tolerate);
    return result?.wasApplied === true && this.#keep(askedAt);
  }

  #keep(since: number): true {
    this.#renewedAt = since;
    this.#renewing = setInterval(() => {
      this.#renewal = this.#renewal.then(() => this.#renew());
    }, this.#settings.lock.leaseMs / signsOfLife);
    this.#renewing.unref();
    return true;
  }

  async #renew(): Promise<void> {
    const query = `UPDATE ${this.#table} SET lease_renewal = ? WHERE scope = ? IF lease_owner = ?`;
    const askedAt = performance.now();
    try {
      const { wasApplied } = await this.#coordinator.execute(query, [randomUUID(), scope, this.owner], conditional);
      if (wasApplied === true) this.#renewedAt = askedAt;
      else this.#lost.abort(leaseLost());
    } catch {
      // Other processes may take over from now on; each write to the journal would notice.
      if (performance.now() - this.#renewedAt > this.#settings.lock.leaseMs) this.#lost.abort(leaseLost());
    }
  }
}

/** Ignores the errors of a node that dies, or of processes that interfere with one another: the wait continues. */
function tolerate(error: unknown): undefined {
  if (isFinal(error)) throw error;
}

function locked(owner: string | null, waitMs: number): MigrationError {
  return new MigrationError(
    migrationErrorCode.locked,
    `Waited ${waitMs} ms for ${owner ?? 'other processes'}, which runs migrations: wait longer with lock.waitMs, or see what it does`,
  );
}
