// The checks of options. A check returns its complaint, worded to follow the option's name, or undefined.
import type { LoadBalancingPolicy, RetryPolicy, SpeculativeExecutionPolicy } from '../driver/policies';
import { types, type Long } from '../driver/values';
import { ignoreRejection } from '../errors/thrown';
import { isWellFormed } from './well-formed';

export interface Check<T = unknown> {
  (value: unknown): string | undefined;
  /** Never set: the type of the accepted values. */
  readonly passes?: T;
}

const longestTimerMs = 0x7fff_ffff;

export function wholeNumber(min: number, max: number): Check<number> {
  return (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;
}

export function milliseconds(min: number): Check<number> {
  return (value) =>
    typeof value === 'number' && value >= min && value <= longestTimerMs
      ? undefined
      : `must be a number of milliseconds from ${min} to ${longestTimerMs}`;
}

export function oneOf<T extends string>(...allowed: readonly T[]): Check<T> {
  const list = allowed.map((each) => `'${each}'`).join(' or ');
  return (value) => (allowed.includes(value as T) ? undefined : `must be ${list}`);
}

/** An object with these methods: policies may come from another copy of cassandra-driver, or be written by hand. */
export function objectWith<T>(what: string, ...methods: readonly string[]): Check<T> {
  return (value) =>
    isObject(value) && methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function')
      ? undefined
      : `must be ${what}, with ${methods.map((method) => `${method}()`).join(', ')}`;
}

export const text: Check<string> = (value) => {
  if (typeof value !== 'string' || value === '') return 'must be a text';
  // Sent as U+FFFD, two texts would become one.
  return isWellFormed(value) ? undefined : 'must be a text without half of a surrogate pair';
};

export const trueOrFalse: Check<boolean> = (value) =>
  typeof value === 'boolean' ? undefined : 'must be true or false';

/** A name of `types.consistencies`, such as `'localQuorum'`. */
export type ConsistencyName = keyof typeof types.consistencies;

/** A consistency level by its name or by its number in `types.consistencies`. */
export type Consistency = ConsistencyName | ConsistencyNumber;

/** A serial consistency level by its name or by its number in `types.consistencies`. */
export type SerialConsistency = 'serial' | 'localSerial' | 8 | 9;

/** A value of `types.consistencies`. */
export type ConsistencyNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** The number of the level in the protocol. */
export function consistencyNumber(level: Consistency): number {
  return typeof level === 'number' ? level : types.consistencies[level];
}

export const consistency: Check<Consistency> = (value) =>
  isLevel(value) ? undefined : "must be a consistency level such as 'localQuorum' or types.consistencies.localQuorum";

export const serialConsistency: Check<SerialConsistency> = (value) =>
  isLevel(value) && [8, 9].includes(consistencyNumber(value))
    ? undefined
    : "must be 'serial' or 'localSerial', or their numbers in types.consistencies";

/** Only the object's own names: a TypeScript enum also has the names by number. */
function isLevel(value: unknown): value is Consistency {
  if (typeof value === 'number') return wholeNumber(0, 10)(value) === undefined;
  return (
    typeof value === 'string' &&
    Object.hasOwn(types.consistencies, value) &&
    typeof types.consistencies[value as ConsistencyName] === 'number'
  );
}

/** A timestamp in microseconds since 1970. */
export const timestamp: Check<number | bigint | Long> = (value) =>
  isTimestamp(value)
    ? undefined
    : 'must be a whole number of microseconds, as a safe integer, a bigint or a Long, of 64 bits';

/** Beyond 64 bits it would be cut: a write with a time long ago changes nothing. */
export function isTimestamp(value: unknown): value is number | bigint | Long {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
  return Number.isSafeInteger(value) || (isLong(value) && !(value.unsigned && value.high < 0));
}

/** Recognises a signal by its members: it may come from another realm. */
export const signal: Check<AbortSignal> = (value) =>
  isObject(value) &&
  isBoolean((value as AbortSignal).aborted) &&
  typeof (value as AbortSignal).addEventListener === 'function'
    ? undefined
    : 'must be an AbortSignal';

function isBoolean(value: unknown): boolean {
  ignoreRejection(value);
  return typeof value === 'boolean';
}

export const customPayload: Check<Readonly<Record<string, Buffer>>> = (value) =>
  isObject(value) && Object.values(value).every(isBuffer) ? undefined : 'must be an object of Buffers';

function isBuffer(entry: unknown): boolean {
  ignoreRejection(entry);
  return Buffer.isBuffer(entry);
}

export function callback<T extends (...args: never[]) => unknown>(): Check<T> {
  return (value) => (typeof value === 'function' ? undefined : 'must be a function');
}

/** For options where null has a meaning. */
export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value) => {
    const complaint = value === null ? undefined : check(value);
    return complaint === undefined ? undefined : `${complaint}, or null`;
  };
}

export const loadBalancingPolicy = objectWith<LoadBalancingPolicy>(
  'a load-balancing policy',
  'init',
  'getDistance',
  'newQueryPlan',
);

export const retryPolicy = objectWith<RetryPolicy>(
  'a retry policy',
  'onReadTimeout',
  'onWriteTimeout',
  'onUnavailable',
  'onRequestError',
);

export const speculativeExecutionPolicy = objectWith<SpeculativeExecutionPolicy>(
  'a speculative execution policy',
  'newPlan',
);

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLong(value: unknown): value is Long {
  const long = value as Partial<Long> | null;
  return typeof long === 'object' && long !== null && typeof long.low === 'number' && typeof long.high === 'number';
}

/** A description of a value for a message: simple values themselves, of all others only the kind. */
export function describe(value: unknown): string {
  // Never the text itself: any option may contain a password or a key by mistake.
  if (typeof value === 'string') return value === '' ? 'an empty text' : `a text of ${value.length} characters`;
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  const { name } = (value.constructor as Function | undefined) ?? {};
  return name === undefined || name === 'Object' ? 'an object' : `a ${name}`;
}
