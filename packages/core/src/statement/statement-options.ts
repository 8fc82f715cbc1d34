// The options of a statement, for all its executions. The same fields given to `execute` win.
import type { RetryPolicy } from '../driver/policies';
import type { Long } from '../driver/values';
import * as check from '../options/option-checks';
import { driverNamesOfCalls } from '../options/driver-names';
import { checkOptions, option, optionBag, ownOptions, type TableOf } from '../options/option-table';
import { Token } from '../routing/token';
import type { TokenRange } from '../routing/token-range';

/** Options that belong to a statement. The options of one call take precedence. */
export interface StatementOptions {
  /** A level by name (`'localQuorum'`) or by its number in `types.consistencies`. Default: the execution profile's. */
  readonly consistency?: check.Consistency | undefined;
  /** `'serial'` or `'localSerial'`: the level of the conditional part of a lightweight transaction. Default: the execution profile's. */
  readonly serialConsistency?: check.SerialConsistency | undefined;
  /** Rows in one page. */
  readonly fetchSize?: number | undefined;
  /** The write's time in microseconds since 1970. Default: the cluster's timestamp generator; `null` leaves it to the server. */
  readonly timestamp?: number | bigint | Long | null | undefined;
  /** The keyspace of unqualified table names. Default: the session's keyspace. */
  readonly keyspace?: string | undefined;
  /** The current time for the server, in seconds since 1970: it decides which cells have expired. */
  readonly nowInSeconds?: number | undefined;
  /**
   * Whether running the statement twice leaves the same data as running it once. Only `true` lets a write be sent again after
   * it may have reached the server, and lets any statement be executed speculatively. Default: undefined, which counts as false.
   */
  readonly isIdempotent?: boolean | undefined;
  /** Decides whether a failed attempt is repeated. Default: the execution profile's. */
  readonly retryPolicy?: RetryPolicy | undefined;
  /**
   * Lets a replica coordinate when the parameters do not reveal the partition: the encoded partition key, its components in
   * order, the partition's token, or a range of tokens (its end counts).
   */
  readonly routingKey?: RoutingKey | undefined;
  /** Sent with each request, for a server with a custom query handler. */
  readonly customPayload?: Readonly<Record<string, Buffer>> | undefined;
}

/** The forms of a routing key. */
export type RoutingKey = Buffer | readonly Buffer[] | Token | TokenRange;

export const statementTable = {
  consistency: option(check.consistency),
  serialConsistency: option(check.serialConsistency),
  fetchSize: option(check.wholeNumber(1, 0x7fff_ffff)),
  timestamp: option(check.orNull(check.timestamp)),
  keyspace: option(check.text),
  nowInSeconds: option(check.wholeNumber(-0x8000_0000, 0x7fff_ffff)),
  isIdempotent: option(check.trueOrFalse),
  retryPolicy: option(check.retryPolicy),
  routingKey: option<RoutingKey>((value) =>
    Buffer.isBuffer(value) || isToken(value) || isToken((value as Partial<TokenRange> | null)?.end) || areBuffers(value)
      ? undefined
      : 'must be a Buffer, the Buffers of its components, a Token or a TokenRange',
  ),
  customPayload: option(check.customPayload),
} satisfies TableOf<StatementOptions>;

export const statementBag = optionBag('a statement', statementTable, driverNamesOfCalls);

/**
 * Returns a copy that is the statement's own.
 *
 * @throws ConfigurationError that names the first option that is unknown or invalid.
 */
export function copyStatementOptions(options: StatementOptions): StatementOptions {
  checkOptions(statementBag, options);
  return { ...ownOptions(statementBag, options) };
}

function areBuffers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((part) => Buffer.isBuffer(part));
}

function isToken(value: unknown): boolean {
  return value instanceof Token;
}
