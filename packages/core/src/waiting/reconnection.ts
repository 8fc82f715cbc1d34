// Connects again until nothing is missing: at once after a connection that was of use, else by the delays of the reconnection policy.
// A node's pool and the control connection each have one. The policy is the user's: a schedule that throws, ends or gives nonsense
// neither ends the reconnection nor makes it spin.
import type { ReconnectionPolicy } from '../driver/policies';
import { classNameOf, guardAnswer, reportFailure } from './guard-callback';
import { clearTimeout, maxTimerMs, nowMs, setTimeout } from './timers';

/** What is connected again. */
export interface Reconnected {
  /** Whether a connection is missing. */
  readonly isShort: boolean;
  /** Tries once. Resolves with whether everything that it tried went well. */
  connectOnce(): Promise<boolean>;
}

/** A connection that lasted less did not last: after the second in a row the next attempt waits. */
const shortLivedMs = 1000;
/** Where the policy gives no delay. */
const fallbackDelayMs = 1000;

export class Reconnection {
  readonly #policy: ReconnectionPolicy;
  readonly #target: Reconnected;
  /** Goes on from one loss to the next, until a connection lasts. */
  #schedule: Iterator<number> | undefined;
  #lastDelayMs = fallbackDelayMs;
  #openedAt = 0;
  /** Connections in a row that did not last. */
  #shortLived = 0;
  #isRunning = false;
  #isStopped = false;
  /** A hint came while an attempt was under way: the next pause is left out. */
  #isHurried = false;
  #endPause: (() => void) | undefined;
  #ended = Promise.resolve();

  constructor(policy: ReconnectionPolicy, target: Reconnected) {
    this.#policy = policy;
    this.#target = target;
  }

  /** Begins, unless it is under way. */
  start(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    this.#isHurried = false;
    this.#ended = this.#connectUntilComplete();
  }

  /** A node is said to be there: the rest of a pause is left out. */
  hurry(): void {
    if (!this.#isRunning) return;
    if (this.#endPause === undefined) this.#isHurried = true;
    else this.#endPause();
  }

  /** No attempt begins after this. Resolves when the one under way has ended. Idempotent. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#endPause?.();
    return this.#ended;
  }

  /** A connection is open. */
  opened(): void {
    this.#openedAt = nowMs();
  }

  /** The connection is gone; `wasOfUse`, however short its life was. */
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
    // In the same turn as the last look at what is missing: a loss after it finds nothing running, and starts anew.
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
    // Between 0.85 and 1.15 of the delay, so that many clients do not come back to a node in the same moment.
    const delayMs = Math.min(this.#nextDelayMs() * (0.85 + 0.3 * Math.random()), maxTimerMs);
    // The policy may have stopped it.
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

  /** After the last delay of a schedule, that delay again: a node is not given up while the cluster is open. */
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
    reportFailure(policy, what, new TypeError('it gave something other than a number of milliseconds'));
    return (this.#lastDelayMs = fallbackDelayMs);
  }
}
