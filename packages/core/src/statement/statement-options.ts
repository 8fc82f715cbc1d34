// What may be set on a statement, for every execution of it. The same fields given to `execute` win over these.
import { ConfigurationError } from '../errors/async-cassandra-error';
import type { RetryPolicy } from '../driver/policies';
import type { Long } from '../driver/values';

export interface StatementOptions {
  /** One of `types.consistencies`. Default: the execution profile's. */
  readonly consistency?: number;
  /** `types.consistencies.serial` or `localSerial`: of the conditional part of a lightweight transaction. */
  readonly serialConsistency?: number;
  /** Rows in one page. */
  readonly fetchSize?: number;
  /** The write's time in microseconds since 1970. Default: the cluster's timestamp generator; `null` leaves it to the server. */
  readonly timestamp?: number | bigint | Long | null;
  /** The keyspace of the tables that the text does not qualify. Default: the session's. */
  readonly keyspace?: string;
  /** What the server takes for the present, in seconds since 1970: decides which cells have expired. */
  readonly nowInSeconds?: number;
  /**
   * Whether running the statement twice leaves the same data as running it once. Only `true` lets a write be sent again after
   * it may have reached the server, and lets any statement be executed speculatively. Default: undefined, which is no.
   */
  readonly isIdempotent?: boolean;
  readonly retryPolicy?: RetryPolicy;
  /** The encoded partition key, or its components in order, where it cannot be told from the parameters: lets a replica coordinate. */
  readonly routingKey?: Buffer | readonly Buffer[];
  readonly customPayload?: Readonly<Record<string, Buffer>>;
}

type Check = (value: unknown) => string | undefined;

const isWhole = (value: unknown, min: number, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const wholeNumber =
  (min: number, max: number): Check =>
  (value) =>
    isWhole(value, min, max) ? undefined : `must be a whole number from ${min} to ${max}`;

const checks: { readonly [Name in keyof Required<StatementOptions>]: Check } = {
  consistency: (value) => (isWhole(value, 0, 10) ? undefined : 'must be one of types.consistencies'),
  serialConsistency: (value) =>
    value === 8 || value === 9 ? undefined : 'must be types.consistencies.serial or types.consistencies.localSerial',
  fetchSize: wholeNumber(1, 0x7fff_ffff),
  timestamp: (value) =>
    value === null || Number.isSafeInteger(value) || typeof value === 'bigint' || isLong(value)
      ? undefined
      : 'must be a whole number of microseconds, as a safe integer, a bigint or a Long, or null',
  keyspace: (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a name'),
  nowInSeconds: wholeNumber(-0x8000_0000, 0x7fff_ffff),
  isIdempotent: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  retryPolicy: (value) => (hasRetryMethods(value) ? undefined : 'must be a retry policy'),
  routingKey: (value) =>
    Buffer.isBuffer(value) || (Array.isArray(value) && value.length > 0 && value.every((part) => Buffer.isBuffer(part)))
      ? undefined
      : 'must be a Buffer, or the Buffers of its components',
  customPayload: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((entry) => Buffer.isBuffer(entry))
      ? undefined
      : 'must be an object of Buffers',
};

/** Throws a ConfigurationError that names the first field that is unknown or cannot be right. Fields that are undefined are not looked at. */
export function checkStatementOptions(options: StatementOptions, alsoKnown: readonly string[] = []): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError('The options of a statement must be an object');
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || alsoKnown.includes(name)) continue;
    if (!Object.hasOwn(checks, name)) throw new ConfigurationError(`Unknown statement option '${name}'`);
    const complaint = checks[name as keyof StatementOptions](value);
    if (complaint !== undefined) throw new ConfigurationError(`Statement option '${name}' ${complaint}`);
  }
}

function isLong(value: unknown): boolean {
  const long = value as Partial<Long> | null;
  return typeof long === 'object' && long !== null && typeof long.low === 'number' && typeof long.high === 'number';
}

function hasRetryMethods(value: unknown): boolean {
  const policy = value as Partial<RetryPolicy> | null;
  return (
    typeof policy === 'object' &&
    policy !== null &&
    typeof policy.onReadTimeout === 'function' &&
    typeof policy.onWriteTimeout === 'function' &&
    typeof policy.onUnavailable === 'function' &&
    typeof policy.onRequestError === 'function'
  );
}
