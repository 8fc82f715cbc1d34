// The options of a call for request trackers: cassandra-driver's ExecutionOptions over its QueryOptions.
import type { Host, policies, QueryOptions, types } from 'cassandra-driver';
import { ExecutionOptions } from './undeclared-exports';

/** The options of one call, with the client's options as defaults. */
export class CallExecutionOptions extends ExecutionOptions {
  readonly #call: QueryOptions;
  readonly #defaults: QueryOptions;

  constructor(call: QueryOptions, defaults: QueryOptions) {
    super();
    this.#call = call;
    this.#defaults = defaults;
  }

  override getCaptureStackTrace(): boolean {
    return this.#of('captureStackTrace') ?? false;
  }

  override getConsistency(): types.consistencies {
    return this.#of('consistency') as types.consistencies;
  }

  override getCustomPayload(): { [key: string]: unknown } {
    return this.#of('customPayload') as { [key: string]: unknown };
  }

  override getFetchSize(): number {
    return this.#of('fetchSize')!;
  }

  override getFixedHost(): Host {
    return this.#call.host!;
  }

  override getHints(): string[] | string[][] {
    return this.#call.hints!;
  }

  override isAutoPage(): boolean {
    return this.#of('autoPage')!;
  }

  override isBatchCounter(): boolean {
    return this.#call.counter ?? false;
  }

  override isBatchLogged(): boolean {
    return this.#of('logged') ?? true;
  }

  override isIdempotent(): boolean {
    return this.#of('isIdempotent')!;
  }

  override isPrepared(): boolean {
    return this.#of('prepare')!;
  }

  override isQueryTracing(): boolean {
    return this.#of('traceQuery')!;
  }

  override getKeyspace(): string {
    return this.#call.keyspace!;
  }

  override getPageState(): Buffer {
    const { pageState } = this.#call;
    return (typeof pageState === 'string' ? Buffer.from(pageState, 'hex') : pageState)!;
  }

  override getRawQueryOptions(): QueryOptions {
    return this.#call;
  }

  override getReadTimeout(): number {
    return this.#of('readTimeout')!;
  }

  override getRetryPolicy(): policies.retry.RetryPolicy {
    return this.#of('retry')!;
  }

  override getRoutingKey(): Buffer | Buffer[] {
    return this.#call.routingKey!;
  }

  override getSerialConsistency(): types.consistencies {
    return this.#of('serialConsistency') as types.consistencies;
  }

  override getTimestamp(): ReturnType<InstanceType<typeof ExecutionOptions>['getTimestamp']> {
    return this.#call.timestamp;
  }

  #of<Name extends keyof QueryOptions>(name: Name): QueryOptions[Name] {
    return this.#call[name] ?? this.#defaults[name];
  }
}
