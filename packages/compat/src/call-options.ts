// Converts the options of one call, cassandra-driver's QueryOptions, for the engine. Options that the engine does not need (`prepare`, `hints`,
// routing by names and indexes) are accepted silently: the server reports the types and the partition key of every text with parameters.
import type { ExecuteOptions } from '@async-cassandra/core';
import { errors, ExecutionProfile, types, type DseClientOptions, type QueryOptions } from 'cassandra-driver';
import { fetchSizeOf } from './client-options';
import { endpointOf } from './host-address';
import { numberOf } from './numbers';
import { toPagingState } from './paging-state';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
type Draft = Writable<ExecuteOptions>;
type Consistency = ExecuteOptions['consistency'];

/** cassandra-driver accepts `executeAs`, but its declarations lack it. */
type CallOptions = QueryOptions & { readonly executeAs?: string };
type Take = (value: never, draft: Draft) => void;

const takes: Readonly<Record<string, Take>> = {
  consistency: (value: unknown, draft) => (draft.consistency = numberOf(value) as Consistency),
  customPayload: (value: ExecuteOptions['customPayload'], draft) => (draft.customPayload = value),
  executeAs: (value: string, draft) => (draft.executeAs = value),
  fetchSize: (value: unknown, draft) => (draft.fetchSize = fetchSizeOf(value)),
  host: (value: NonNullable<QueryOptions['host']>, draft) => (draft.host = endpointOf(value.address)),
  isIdempotent: (value: boolean, draft) => (draft.isIdempotent = value),
  // A number is written as its text.
  keyspace: (value: string | number, draft) => (draft.keyspace = String(value)),
  pageState: (value: string | Buffer, draft) => (draft.pagingState = toPagingState(value)),
  readTimeout: (value: unknown, draft) => (draft.timeoutMs = numberOf(value) as number),
  retry: (value: NonNullable<QueryOptions['retry']>, draft) => (draft.retryPolicy = value),
  routingKey: (value: NonNullable<QueryOptions['routingKey']>, draft) => (draft.routingKey = value),
  serialConsistency: (value: ExecuteOptions['serialConsistency'], draft) => (draft.serialConsistency = value),
  traceQuery: (value: boolean, draft) => (draft.trace = value),
};

/** The `queryOptions` that the engine takes with each call; the others are defaults of the cluster. */
const perCall = ['customPayload', 'executeAs', 'isIdempotent', 'traceQuery'] as const;

/** Reads the options of a call, with the client's `queryOptions` and `profiles` as defaults. */
export class CallOptionsReader {
  readonly #defaults: ExecuteOptions;
  readonly #profiles: ReadonlyMap<string, ExecutionProfile>;

  constructor({ queryOptions, profiles }: DseClientOptions) {
    const draft: Draft = {};
    for (const name of perCall) take(name, (queryOptions as CallOptions | null | undefined)?.[name], draft);
    this.#defaults = Object.freeze(draft);
    this.#profiles = new Map((profiles ?? []).map((profile) => [profile.name, profile]));
  }

  /** @throws ArgumentError for an unknown profile. */
  read(options: QueryOptions | null | undefined): ExecuteOptions {
    // Most calls have at most `prepare`, in every request.
    if (options == null || !hasEffect(options)) return this.#defaults;
    const draft: Draft = { ...this.#defaults };
    if (options.executionProfile != null) this.#takeProfile(options.executionProfile, draft);
    for (const name in options) take(name, (options as Readonly<Record<string, unknown>>)[name], draft);
    // Null is a value here: the server sets the timestamp.
    if (options.timestamp !== undefined) draft.timestamp = timestampOf(options.timestamp);
    return draft;
  }

  #takeProfile(profile: string | ExecutionProfile, draft: Draft): void {
    const name = typeof profile === 'string' ? profile : profile.name;
    const known = this.#profiles.get(name);
    if (known !== undefined && (typeof profile === 'string' || profile === known)) {
      if (name !== 'default') draft.executionProfile = name;
      return;
    }
    if (profile === 'default') return;
    if (!(profile instanceof ExecutionProfile)) {
      throw new errors.ArgumentError(`Execution profile "${String(profile)}" not found`);
    }
    if (profile.loadBalancing !== undefined) {
      throw new errors.ArgumentError(
        `Execution profile "${name}" has a load-balancing policy: give it in the 'profiles' of the client, where the policy is started`,
      );
    }
    const { consistency, readTimeout, retry, serialConsistency } = profile;
    for (const [field, value] of Object.entries({ consistency, readTimeout, retry, serialConsistency }))
      take(field, value, draft);
  }
}

function hasEffect(options: QueryOptions): boolean {
  for (const name in options) {
    if (name !== 'prepare' && name !== 'autoPage' && name !== 'logged' && name !== 'hints') return true;
  }
  return false;
}

/** An option that is null counts as omitted; an unknown one is ignored, as in cassandra-driver. */
function take(name: string, value: unknown, draft: Draft): void {
  if (value != null && Object.hasOwn(takes, name)) takes[name]!(value as never, draft);
}

/** Accepts a Long of another copy of its class. */
function timestampOf(value: NonNullable<QueryOptions['timestamp']> | null): ExecuteOptions['timestamp'] {
  return types.Long.isLong(value) || value === null ? value : Number(value);
}
