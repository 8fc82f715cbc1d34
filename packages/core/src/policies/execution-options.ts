// A request as cassandra-driver's policies read it: the public `ExecutionOptions` of the driver.
import type { ExecutionOptions, LoadBalancingPolicy, RetryPolicy } from '../driver/policies';
import { Long } from '../driver/values';
import type { ExecutionDescription } from './execution-description';
import { hostOf, type PolicyHost } from './policy-host';

// The driver's declaration does not allow undefined, which nearly all of these may be: hence `as never`.
export class PolicyExecutionOptions implements ExecutionOptions {
  readonly #description: ExecutionDescription;
  #preferredHost: PolicyHost | undefined;

  constructor(description: ExecutionDescription) {
    this.#description = description;
  }

  getCaptureStackTrace(): boolean {
    return false;
  }

  getConsistency(): number {
    return this.#description.consistency;
  }

  getCustomPayload(): Record<string, Buffer> {
    return this.#description.customPayload as never;
  }

  getFetchSize(): number {
    return this.#description.fetchSize as never;
  }

  getFixedHost(): PolicyHost {
    const { host } = this.#description;
    return (host === undefined ? undefined : hostOf(host)) as never;
  }

  /** Values are encoded by the types that the server names, never by hints. */
  getHints(): string[] {
    return undefined as never;
  }

  setHints(): void {}

  isAutoPage(): boolean {
    return false;
  }

  isBatchCounter(): boolean {
    return this.#description.batchType === 'counter';
  }

  isBatchLogged(): boolean {
    return this.#description.batchType === 'logged';
  }

  /** @internal Whether the statement has a condition, which Paxos decides. */
  get isConditional(): boolean {
    return this.#description.isConditional;
  }

  isIdempotent(): boolean {
    return this.#description.isIdempotent as never;
  }

  isPrepared(): boolean {
    return this.#description.kind === 'prepared';
  }

  isQueryTracing(): boolean {
    return this.#description.isTracing;
  }

  getKeyspace(): string {
    return this.#description.keyspace as never;
  }

  getLoadBalancingPolicy(): LoadBalancingPolicy {
    return this.#description.loadBalancingPolicy;
  }

  getPageState(): Buffer {
    return this.#description.pagingState as never;
  }

  /** A policy that wraps another may set the node that the inner one puts first. */
  setPreferredHost(host: PolicyHost | null | undefined): void {
    this.#preferredHost = host ?? undefined;
  }

  getPreferredHost(): PolicyHost | undefined {
    return this.#preferredHost;
  }

  getRawQueryOptions(): object {
    return this.#description.options;
  }

  getReadTimeout(): number {
    return this.#description.timeoutMs;
  }

  getRetryPolicy(): RetryPolicy {
    return this.#description.retryPolicy;
  }

  getRoutingKey(): Buffer {
    return this.#description.routingKey as never;
  }

  getSerialConsistency(): number {
    return this.#description.serialConsistency as never;
  }

  getTimestamp(): number | Long | null | undefined {
    const { timestamp } = this.#description;
    return typeof timestamp === 'bigint' ? Long.fromString(timestamp.toString()) : timestamp;
  }
}
