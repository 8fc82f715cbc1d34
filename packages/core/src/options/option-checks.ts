// The checks that options are made of. A check gives its complaint, worded to follow the option's name, or undefined.
import { ConfigurationError } from '../errors/async-cassandra-error';

export type Check = (value: unknown) => string | undefined;
export type Checks = Readonly<Record<string, Check>>;
/** What to do instead of using a name that does not exist. */
export type Hints = ReadonlyMap<string, string>;

const noHints: Hints = new Map();

const longestTimerMs = 0x7fff_ffff;

export function wholeNumber(min: number, max: number): Check {
  return (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;
}

export function milliseconds(min: number): Check {
  return (value) =>
    typeof value === 'number' && value >= min && value <= longestTimerMs
      ? undefined
      : `must be a number of milliseconds from ${min} to ${longestTimerMs}`;
}

export function oneOf(...allowed: readonly string[]): Check {
  const list = allowed.map((each) => `'${each}'`).join(' or ');
  return (value) => (allowed.includes(value as string) ? undefined : `must be ${list}`);
}

/** An object with these methods: policies may come from another copy of cassandra-driver, or be written by hand. */
export function objectWith(what: string, ...methods: readonly string[]): Check {
  return (value) =>
    isObject(value) && methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function')
      ? undefined
      : `must be ${what}, with ${methods.map((method) => `${method}()`).join(', ')}`;
}

export const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');

export const trueOrFalse: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

/** The numbers of `types.consistencies`, which end with `localOne`. */
export const consistency: Check = (value) =>
  wholeNumber(0, 10)(value) && 'must be one of types.consistencies, such as types.consistencies.localQuorum';

export const serialConsistency: Check = (value) =>
  value === 8 || value === 9 ? undefined : 'must be types.consistencies.serial or types.consistencies.localSerial';

export const loadBalancingPolicy = objectWith('a load-balancing policy', 'init', 'getDistance', 'newQueryPlan');

export const retryPolicy = objectWith(
  'a retry policy',
  'onReadTimeout',
  'onWriteTimeout',
  'onUnavailable',
  'onRequestError',
);

export const speculativeExecutionPolicy = objectWith('a speculative execution policy', 'newPlan');

export const metricsMiddleware = objectWith('a MetricsMiddleware', 'recordRequest', 'watchSession');

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks every field of `options` that is not undefined. `path` comes before a field's name in the message.
 *
 * @throws ConfigurationError that names the first field that is unknown or wrong.
 */
export function checkFields(options: unknown, checks: Checks, path: string, hints: Hints = noHints): void {
  if (!isObject(options)) throw new ConfigurationError(`${path || 'The options of a cluster'} must be an object`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) throw unknownOption(name, path, Object.keys(checks), hints);
    const complaint = value === undefined ? undefined : checks[name]!(value);
    if (complaint === undefined) continue;
    throw new ConfigurationError(`Option '${join(path, name)}' ${complaint}, not ${describe(value)}`);
  }
}

function unknownOption(name: string, path: string, known: readonly string[], hints: Hints): ConfigurationError {
  const nearest = hints.has(name) ? undefined : nearestName(name, known);
  const advice = nearest === undefined ? hints.get(name) : `did you mean '${join(path, nearest)}'?`;
  return new ConfigurationError(`Unknown option '${join(path, name)}'${advice === undefined ? '' : `: ${advice}`}`);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** What a value is, for a message: simple values themselves, of all others only the kind. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 40)}...'` : `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  const { name } = (value.constructor as Function | undefined) ?? {};
  return name === undefined || name === 'Object' ? 'an object' : `a ${name}`;
}

/** The known name that was probably meant: other letters' case, another style of joining words, or a slip of the finger. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let nearest: string | undefined;
  // Half of a short name wrong is another name.
  let least = Math.min(3, Math.floor(wanted.length / 3));
  for (const candidate of known) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance <= least) {
      nearest = candidate;
      least = distance - 1;
    }
  }
  return nearest;
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** How many letters must be added, dropped, changed or swapped with their neighbour. */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      let least = Math.min(change, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}
