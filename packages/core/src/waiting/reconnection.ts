// Reconnects until no connection is missing: at once after a useful connection, otherwise after the delays of the reconnection policy.
// A node's pool and the control connection each have one. The policy is the user's: a schedule that throws, ends or returns nonsense
// neither ends the reconnection nor makes it spin.
import type { ReconnectionPolicy } from '../driver/policies';
import { classNameOf, guardAnswer, reportFailure } from './guard-callback';
import { clearTimeout, maxTimerMs, nowMs, setTimeout } from './timers';
import { random } from './random';

/** The owner of the connections: a pool or the control connection. */
export interface Reconnected {
  /** Whether a connection is missing. */
  readonly isShort: boolean;
  /** Makes one attempt. Resolves with whether all of its connections opened. */
  connectOnce(): Promise<boolean>;
}

/** A connection that lasted less is short-lived: after the second short-lived one in a row, the next attempt waits. */
const shortLivedMs = 1000;
/** The delay when the policy gives none. */
const fallbackDelayMs = 1000;

export class Reconnection {
  readonly #policy: ReconnectionPolicy;
  readonly #target: Reconnected;
  /** Kept from one loss to the next, until a connection lasts. */
  #schedule: Iterator<number> | undefined;
  #lastDelayMs = fallbackDelayMs;
  #openedAt = 0;
  /** The number of short-lived connections in a row. */
  #shortLived = 0;
  #isRunning = false;
  #isStopped = false;
  /** Set by a hint during an attempt: the next pause is skipped. */
  #isHurried = false;
  #endPause: (() => void) | undefined;
  #ended = Promise.resolve();

  constructor(policy: ReconnectionPolicy, target: Reconnected) {
    this.#policy = policy;
    this.#target = target;
  }

  /** Starts the attempts, unless they are running. */
  start(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    this.#isHurried = false;
    this.#ended = this.#connectUntilComplete();
  }

  /** Skips the rest of a pause, because a node was reported as up. */
  hurry(): void {
    if (!this.#isRunning) return;
    if (this.#endPause === undefined) this.#isHurried = true;
    else this.#endPause();
  }

  /** Stops: no attempt begins after this. Resolves when the running one has ended. Idempotent. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#endPause?.();
    return this.#ended;
  }

  /** Records that a connection is open. */
  opened(): void {
    this.#openedAt = nowMs();
  }

  /** Records that the connection is lost. With `wasOfUse` it does not count as short-lived. */
  lost(wasOfUse = false): void {
    if (wasOfUse || nowMs() - this.#openedAt >= shortLivedMs) {
      this.#shortLived = 0;
      this.#schedule = undefined;
    } else {
      this.#shortLived++;
    }
  }

  get #isNeeded(): boolean {
    return !this.#isStopped && this.#target.isShort;
  }

  async #connectUntilComplete(): Promise<void> {
    let hasFailed = false;
    while (this.#isNeeded) {
      if (hasFailed || this.#shortLived > 1) {
        await this.#pause();
        if (!this.#isNeeded) break;
      }
      hasFailed = !(await this.#connectOnce());
    }
    // Set in the same turn as the last check of `#isNeeded`: a later loss finds no running loop, and starts one.
    this.#isRunning = false;
  }

  async #connectOnce(): Promise<boolean> {
    try {
      return await this.#target.connectOnce();
    } catch (error) {
      reportFailure(this, 'An attempt to connect', error);
      return false;
    }
  }

  async #pause(): Promise<void> {
    // Between 0.85 and 1.15 of the delay, so that many clients do not reconnect to a node at the same moment.
    const delayMs = Math.min(this.#nextDelayMs() * (0.85 + 0.3 * random()), maxTimerMs);
    // The policy may have called `stop`.
    if (this.#isHurried || this.#isStopped) {
      this.#isHurried = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = undefined;
  }

  /** Returns the next delay. Repeats the last delay when the schedule ends: a node is retried as long as the cluster is open. */
  #nextDelayMs(): number {
    const policy = this.#policy;
    const what = `The reconnection policy ${classNameOf(policy)}`;
    const schedule = (this.#schedule ??= guardAnswer(policy, what, () => policy.newSchedule(), undefined));
    const step = guardAnswer(policy, what, () => schedule?.next(), undefined);
    const given = guardAnswer<unknown>(
      policy,
      what,
      () => (step?.done === true ? this.#lastDelayMs : step?.value),
      undefined,
    );
    if (typeof given === 'number' && given >= 0) return (this.#lastDelayMs = given);
    reportFailure(policy, what, new TypeError('it returned something other than a number of milliseconds'));
    return (this.#lastDelayMs = fallbackDelayMs);
  }
}
