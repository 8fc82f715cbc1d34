// One table for each set of options: the check and the default of each option. Checks, defaults, known names and the messages about
// unknown names come from the table; `satisfies TableOf<...>` ties it to the documented type, row by row.
import { ConfigurationError } from '../errors/async-cassandra-error';
import { hasNamedContents, isOfNoClass } from './named-contents';
import { describe, isObject, type Check } from './option-checks';
import { nearestName } from './nearest-name';
import { ignoreRejection } from '../errors/thrown';

export interface Option<T, D = undefined> {
  readonly check: Check;
  /** The value when the option is left out. */
  readonly fallback: D;
  /** Never set: lets a row declare its type. */
  readonly type?: T;
}

export type OptionTable = Readonly<Record<string, Option<unknown, unknown>>>;

/** The type of a table for `Options`: each name once, for values of its type. */
export type TableOf<Options> = {
  readonly [Name in keyof Required<Options>]: Option<Exclude<Options[Name], undefined>, unknown>;
};

/** The options of a table, with the defaults in place of missing options. */
export type Complete<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer T, infer D>
    ? undefined extends D
      ? T | undefined
      : T
    : never;
};

/** What to use instead of a name that does not exist. */
export type Hints = Readonly<Record<string, string>>;

export interface OptionBag<Table extends OptionTable> {
  /** The owner of the options, with an article. */
  readonly owner: string;
  readonly table: Table;
  readonly hints: Hints;
}

export function option<T>(check: Check<T>): Option<T>;
export function option<T, D extends NoInfer<T>>(check: Check<T>, fallback: D): Option<T, D>;
export function option<T>(check: Check<T>, fallback?: T): Option<T, T | undefined> {
  return { check, fallback };
}

export function optionBag<Table extends OptionTable>(owner: string, table: Table, hints: Hints = {}): OptionBag<Table> {
  return { owner, table, hints };
}

/**
 * Checks every option that is not undefined. `path` stands before the name in the message, for options inside other options.
 *
 * @throws ConfigurationError that names the first field that is unknown or wrong, and what to use instead.
 */
export function checkOptions(bag: OptionBag<OptionTable>, options: unknown, path = ''): void {
  const complaint = complaintAbout(bag, options, path);
  if (complaint !== undefined) throw new ConfigurationError(complaint);
}

/** Returns what `checkOptions` would throw as a message; undefined where the options can be used. */
export function complaintAbout(bag: OptionBag<OptionTable>, options: unknown, path = ''): string | undefined {
  if (!isObject(options) || !hasNamedContents(options)) {
    ignoreRejection(options);
    return `${path || `The options of ${bag.owner}`} must be an object`;
  }
  const { table } = bag;
  for (const name in options) {
    if (Object.hasOwn(table, name)) {
      const complaint = complaintAboutValue(table, options, name, path);
      if (complaint !== undefined) return complaint;
    } else if (Object.hasOwn(options, name)) return unknownOption(bag, name, path);
  }
  if (isOfNoClass(options)) return undefined;
  // The getters of a class are not enumerable, but they are read.
  for (const name in table) {
    const complaint = complaintAboutValue(table, options, name, path);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function complaintAboutValue(table: OptionTable, options: object, name: string, path: string): string | undefined {
  const value = (options as Record<string, unknown>)[name];
  const complaint = value === undefined ? undefined : table[name]!.check(value);
  if (complaint === undefined) return undefined;
  ignoreRejection(value);
  return `Option '${join(path, name)}' ${complaint}, not ${describe(value)}`;
}

/**
 * The options as an object that can be spread: what an object of a class inherits, or has as getters, is read as well. Options of no class
 * are returned unchanged.
 */
export function ownOptions<T extends object>(bag: OptionBag<OptionTable>, options: T): T {
  if (isOfNoClass(options)) return options;
  const own: Record<string, unknown> = {};
  for (const name in bag.table) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) own[name] = value;
  }
  return own as T;
}

/** The checked options with their defaults. */
export function completeOptions<Table extends OptionTable>(
  bag: OptionBag<Table>,
  options: unknown,
  path = '',
): Complete<Table> {
  checkOptions(bag, options, path);
  const complete: Record<string, unknown> = {};
  for (const [name, { fallback }] of Object.entries(bag.table)) {
    complete[name] = (options as Record<string, unknown>)[name] ?? fallback;
  }
  return complete as Complete<Table>;
}

/** How many names a message lists at most. */
const maxListed = 20;

function unknownOption({ owner, table, hints }: OptionBag<OptionTable>, name: string, path: string): string {
  const known = Object.keys(table);
  const nearest = Object.hasOwn(hints, name) ? undefined : nearestName(name, known);
  const list = known.length > maxListed ? undefined : `${owner} takes ${known.join(', ')}`;
  const hint = Object.hasOwn(hints, name) ? hints[name] : list;
  const advice = nearest === undefined ? hint : `did you mean '${join(path, nearest)}'?`;
  return `Unknown option '${join(path, name)}'${advice === undefined ? '' : `: ${advice}`}`;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
