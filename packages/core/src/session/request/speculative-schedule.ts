// When to ask another node too while one has not answered: by the speculative execution policy, for idempotent requests only.
import type { Node } from '../../connection/pool/node';
import type { SpeculativeExecutionPolicy } from '../../driver/policies';
import { hostOf } from '../../policies/policy-host';
import { clearTimeout, setTimeout } from '../../waiting/timers';

export class SpeculativeSchedule {
  readonly #plan: { nextExecution: Function };
  readonly #execute: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #started = 0;

  /** `execute` sends the request to one more node and says whether there was one. */
  constructor(
    policy: SpeculativeExecutionPolicy,
    keyspace: string | undefined,
    query: string | readonly string[],
    execute: () => boolean,
  ) {
    this.#plan = policy.newPlan(keyspace as string, query as string);
    this.#execute = execute;
  }

  /** How many executions it has started. */
  get started(): number {
    return this.#started;
  }

  /** The request was sent to `node`: plans the next execution, if the policy wants one. */
  next(node: Node): void {
    const delayMs = this.#plan.nextExecution(hostOf(node)) as unknown;
    if (typeof delayMs !== 'number' || !(delayMs >= 0)) return;
    this.#timer = setTimeout(() => {
      if (!this.#execute()) return;
      this.#started++;
      this.next(node);
    }, delayMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
