// When to ask another node too while one has not answered: by the speculative execution policy, for idempotent requests only.
import type { Node } from '../connection/pool/node';
import type { SpeculativeExecutionPolicy } from '../driver/policies';
import { hostOf } from './policy-host';
import { classNameOf, guardAnswer } from '../waiting/guard-callback';
import { clearTimeout, maxTimerMs, setTimeout } from '../waiting/timers';

export class SpeculativeSchedule {
  readonly #policy: SpeculativeExecutionPolicy;
  readonly #plan: { nextExecution: Function } | undefined;
  readonly #execute: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #started = 0;
  #isStopped = false;

  /** `execute` sends the request to one more node and says whether one took it. */
  constructor(
    policy: SpeculativeExecutionPolicy,
    keyspace: string | undefined,
    query: string | readonly string[],
    execute: () => boolean,
  ) {
    this.#policy = policy;
    this.#plan = this.#ask(() => policy.newPlan(keyspace as string, query as string));
    this.#execute = execute;
  }

  /** How many executions it has started. */
  get started(): number {
    return this.#started;
  }

  /** The request was sent to `node`: plans the next execution, if the policy wants one. */
  next(node: Node): void {
    const delayMs = this.#ask(() => this.#plan?.nextExecution(hostOf(node)) as unknown);
    if (this.#isStopped || typeof delayMs !== 'number' || !(delayMs >= 0 && delayMs <= maxTimerMs)) return;
    this.#timer = setTimeout(() => {
      if (!this.#execute()) return;
      this.#started++;
      this.next(node);
    }, delayMs);
  }

  /** A policy that fails speculates on nothing. */
  #ask<T>(question: () => T): T | undefined {
    const policy = this.#policy;
    return guardAnswer<T | undefined>(
      policy,
      `The speculative execution policy ${classNameOf(policy)}`,
      question,
      undefined,
    );
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
