// The settings of one request: the execution profile, the statement's options and the call's options, merged.
import type { Node } from '../../connection/pool/node';
import { transactionLevelOf } from '../../driver/consistency';
import type { RetryPolicy, SpeculativeExecutionPolicy } from '../../driver/policies';
import type { Long } from '../../driver/values';
import type { ResolvedProfile } from '../../policies/resolved-profile';
import type { LoadBalancer } from '../../policies/query-plan';
import { envelopeFlag } from '../../protocol/envelope-flag';
import { consistencyNumber, type Consistency } from '../../options/option-checks';
import { murmur3Token, type TokenHalves } from '../../routing/murmur3';
import { Token } from '../../routing/token';
import { TokenRange } from '../../routing/token-range';
import type { RoutingKey, StatementOptions } from '../../statement/statement-options';
import type { ExecuteOptions } from '../../statement/execute-options';

export interface GivenRouting {
  /** The encoded partition key, or a token; for a range of tokens its end. */
  readonly given: Buffer | Token;
  readonly token: TokenHalves;
}

export interface RequestSettings {
  readonly profile: ResolvedProfile;
  readonly loadBalancer: LoadBalancer;
  readonly consistency: number;
  /** The level of `BEGIN TRANSACTION`: of a call that sets none, a level that servers take. */
  readonly transactionConsistency: number;
  /** Sent only if an option sets it. */
  readonly serialConsistency: number | undefined;
  readonly timeoutMs: number;
  readonly fetchSize: number;
  readonly retryPolicy: RetryPolicy;
  readonly speculativeExecutionPolicy: SpeculativeExecutionPolicy | undefined;
  /** Undefined: taken from the timestamp generator. Null: set by the server. */
  readonly timestamp: number | bigint | Long | null | undefined;
  /** Undefined: the session's keyspace. */
  readonly keyspace: string | undefined;
  readonly nowInSeconds: number | undefined;
  /** Undefined: the statement decides. */
  readonly isIdempotent: boolean | undefined;
  /** The routing key or token that the caller gave. */
  readonly routing: GivenRouting | undefined;
  readonly host: Node | undefined;
  /** The flags of the envelope header. */
  readonly flags: number;
  readonly customPayload: Readonly<Record<string, Buffer>> | undefined;
  readonly maxRows: number;
  readonly signal: AbortSignal | undefined;
}

/** The key of the custom payload for the role to act as, on servers that support it. */
const executeAsKey = 'ProxyExecute';

/** Returns the settings of requests without options of their own. Created once for each profile. */
export function profileSettings(profile: ResolvedProfile, loadBalancer: LoadBalancer): RequestSettings {
  return {
    profile,
    loadBalancer,
    consistency: profile.consistency,
    transactionConsistency: transactionLevelOf(profile.consistency),
    serialConsistency: profile.serialConsistency,
    timeoutMs: profile.requestTimeoutMs,
    fetchSize: profile.fetchSize,
    retryPolicy: profile.retryPolicy,
    speculativeExecutionPolicy: profile.speculativeExecutionPolicy,
    timestamp: undefined,
    keyspace: undefined,
    nowInSeconds: undefined,
    isIdempotent: undefined,
    routing: undefined,
    host: undefined,
    flags: 0,
    customPayload: undefined,
    maxRows: Infinity,
    signal: undefined,
  };
}

/** Merges the settings of one call. `host` is the node that `execute.host` names, looked up by the caller. */
export function mergeSettings(
  base: RequestSettings,
  statement: StatementOptions,
  execute: ExecuteOptions,
  host: Node | undefined,
): RequestSettings {
  const customPayload = payloadOf(execute, statement);
  const timeoutMs = execute.timeoutMs ?? base.timeoutMs;
  const level = levelOf(execute.consistency ?? statement.consistency, undefined);
  return {
    profile: base.profile,
    loadBalancer: base.loadBalancer,
    consistency: level ?? base.consistency,
    transactionConsistency: level ?? base.transactionConsistency,
    serialConsistency: levelOf(execute.serialConsistency ?? statement.serialConsistency, base.serialConsistency),
    timeoutMs: timeoutMs === 0 ? Infinity : timeoutMs,
    fetchSize: execute.fetchSize ?? statement.fetchSize ?? base.fetchSize,
    retryPolicy: execute.retryPolicy ?? statement.retryPolicy ?? base.retryPolicy,
    speculativeExecutionPolicy: base.speculativeExecutionPolicy,
    // Null lets the server set the time.
    timestamp: execute.timestamp === undefined ? statement.timestamp : execute.timestamp,
    keyspace: execute.keyspace ?? statement.keyspace,
    nowInSeconds: execute.nowInSeconds ?? statement.nowInSeconds,
    isIdempotent: execute.isIdempotent,
    routing: routingOf(execute.routingKey ?? statement.routingKey),
    host,
    flags: (execute.trace ? envelopeFlag.tracing : 0) | (customPayload === undefined ? 0 : envelopeFlag.customPayload),
    customPayload,
    maxRows: execute.maxRows ?? Infinity,
    signal: execute.signal,
  };
}

function payloadOf(execute: ExecuteOptions, statement: StatementOptions): RequestSettings['customPayload'] {
  const given = execute.customPayload ?? statement.customPayload;
  // A copy, because every attempt sends the payload.
  const payload = given && Object.fromEntries(Object.entries(given).map(([key, value]) => [key, Buffer.from(value)]));
  return execute.executeAs === undefined ? payload : { ...payload, [executeAsKey]: Buffer.from(execute.executeAs) };
}

function levelOf<D>(given: Consistency | undefined, base: D): number | D {
  return given === undefined ? base : consistencyNumber(given);
}

function routingOf(given: RoutingKey | undefined): GivenRouting | undefined {
  if (given === undefined) return undefined;
  if (given instanceof Token) return { given, token: given };
  if (given instanceof TokenRange) return { given: given.end, token: given.end };
  const key = joinRoutingKey(given);
  return { given: key, token: murmur3Token(key) };
}

/** Joins several components into one key: each is preceded by its length and followed by a zero byte. */
function joinRoutingKey(key: Buffer | readonly Buffer[]): Buffer {
  if (Buffer.isBuffer(key)) return Buffer.from(key);
  if (key.length === 1) return Buffer.from(key[0]!);
  return Buffer.concat(
    key.flatMap((part) => [Buffer.from([part.length >> 8, part.length & 0xff]), part, Buffer.from([0])]),
  );
}
