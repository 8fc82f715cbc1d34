// The names of one prepared text's parameters. A key of the caller's object names a parameter when it is the parameter's
// name, or becomes it when CQL folds it to lower case: `{ firstName }` is the value of `:firstName`.
import type { ColumnSpec } from '../protocol/data-type';
import { withParameterCode } from '../errors/parameter-error';
import { visibleText } from '../errors/visible-text';
import { parameterMarkers } from './cql-scanner';

export type NamedParameters = Readonly<Record<string, unknown>>;

export class ParameterNames {
  readonly variables: readonly ColumnSpec[];
  readonly #distinct: ReadonlySet<string>;
  readonly #ambiguous: string | undefined;
  /** The prototype of the object whose keys were matched last: another object with this prototype and these keys needs no matching. */
  #prototype: unknown = undefined;
  #ownKeys: readonly string[] = [];
  #keyOf: ReadonlyMap<string, string> = new Map();

  constructor(query: string, variables: readonly ColumnSpec[]) {
    this.variables = variables;
    const names = variables.map(({ name }) => name);
    this.#distinct = new Set(names);
    this.#ambiguous = this.#distinct.size === variables.length ? undefined : findAmbiguous(query, variables);
  }

  /** Returns the values by position. Ignores names that the statement does not have, so that a whole entity can be passed. */
  toPositional(parameters: NamedParameters): readonly unknown[] {
    if (this.#ambiguous !== undefined) {
      throw invalid(
        `More than one parameter is called ${quoted([this.#ambiguous])}: give them names of their own in the text, or the values as an array`,
      );
    }
    const values: unknown[] = [];
    for (const { name } of this.variables) {
      if (!hasParameter(parameters, name)) return this.#folded(parameters);
      values.push(parameters[name]);
    }
    return values;
  }

  #folded(parameters: NamedParameters): readonly unknown[] {
    const prototype: unknown = Object.getPrototypeOf(parameters);
    const ownKeys = Object.keys(parameters);
    if (prototype !== this.#prototype || !isSame(ownKeys, this.#ownKeys)) {
      this.#keyOf = this.#match(parameters);
      this.#prototype = prototype;
      this.#ownKeys = ownKeys;
    }
    return this.variables.map(({ name }) => parameters[this.#keyOf.get(name)!]);
  }

  #match(parameters: NamedParameters): ReadonlyMap<string, string> {
    const keyOf = new Map<string, string>();
    const unknown: string[] = [];
    for (const name of this.#distinct) if (hasParameter(parameters, name)) keyOf.set(name, name);
    for (const key of namesIn(parameters)) {
      if (this.#distinct.has(key)) continue;
      const folded = key.toLowerCase();
      const taken = keyOf.get(folded);
      if (!this.#distinct.has(folded)) unknown.push(key);
      else if (taken === undefined) keyOf.set(folded, key);
      else if (taken !== folded) {
        throw invalid(`Both ${quoted([taken])} and ${quoted([key])} name the parameter ${quoted([folded])}`);
      }
    }
    const missing = [...this.#distinct].filter((name) => !keyOf.has(name));
    if (missing.length > 0) throw this.#mismatch(missing, unknown);
    return keyOf;
  }

  #mismatch(missing: readonly string[], unknown: readonly string[]): TypeError {
    const near = unknown.filter((key) => missing.some((name) => isNear(key.toLowerCase(), name.toLowerCase())));
    const hint = near.length === 0 ? '' : `; did you mean ${quoted(near)}?`;
    const all = quoted([...this.#distinct]);
    return withParameterCode(
      'missingParameter',
      new TypeError(
        `The named parameters do not match: no value for ${quoted(missing)}${hint} (the statement's parameters: ${all})`,
      ),
    );
  }
}

/** Whether the object has a parameter. Members of Object.prototype, such as `constructor`, do not count. */
function hasParameter(parameters: object, name: string): boolean {
  return Object.hasOwn(parameters, name) || (name in parameters && !(name in Object.prototype));
}

/** Lists the own properties of an object, and the getters of its classes. */
export function namesIn(parameters: object): Set<string> {
  const names = new Set(Object.keys(parameters));
  let prototype = Object.getPrototypeOf(parameters) as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get !== undefined && hasParameter(parameters, name)) names.add(name);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return names;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index]);
}

/** Whether two names are equal without underscores, or differ in at most two characters (one for short names). */
function isNear(some: string, other: string): boolean {
  if (some.replaceAll('_', '') === other.replaceAll('_', '')) return true;
  return distance(some, other) <= (Math.min(some.length, other.length) > 3 ? 2 : 1);
}

/** Returns the Levenshtein distance. */
function distance(some: string, other: string): number {
  if (Math.abs(some.length - other.length) > 2) return 3;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= some.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = row[j - 1]! + (some[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}

/** Returns a name that two parameters share. `:id` twice in a text is one parameter; two `?` for one column are two. */
function findAmbiguous(query: string, variables: readonly ColumnSpec[]): string | undefined {
  const markers = parameterMarkers(query);
  const seen = new Set<string>();
  const positional = new Set<string>();
  for (const [i, { name }] of variables.entries()) {
    const isPositional = markers[i]?.name === undefined;
    if (seen.has(name) && (isPositional || positional.has(name))) return name;
    seen.add(name);
    if (isPositional) positional.add(name);
  }
  return undefined;
}

function invalid(message: string): TypeError {
  return withParameterCode('invalidParameter', new TypeError(message));
}

function quoted(names: readonly string[]): string {
  return visibleText(names.map((name) => `'${name}'`).join(', '));
}
