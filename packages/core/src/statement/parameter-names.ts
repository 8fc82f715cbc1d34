// The names of one prepared text's parameters. A key of the caller's object names a parameter when it is the parameter's
// name, or becomes it when CQL folds it to lower case: `{ firstName }` is the value of `:firstName`.
import type { ColumnSpec } from '../protocol/data-type';
import { parameterMarkers } from './cql-scanner';

export type NamedParameters = Readonly<Record<string, unknown>>;

export class ParameterNames {
  readonly variables: readonly ColumnSpec[];
  readonly #distinct: ReadonlySet<string>;
  readonly #ambiguous: string | undefined;
  /**
   * The key of each variable in the object that was matched last. Which key belongs to which variable depends on the set of
   * keys alone, so the next object that has these keys and no other needs no matching.
   */
  #keys: readonly string[];

  constructor(query: string, variables: readonly ColumnSpec[]) {
    this.variables = variables;
    this.#keys = variables.map(({ name }) => name);
    this.#distinct = new Set(this.#keys);
    this.#ambiguous = this.#distinct.size === variables.length ? undefined : findAmbiguous(query, variables);
  }

  toPositional(parameters: NamedParameters): readonly unknown[] {
    if (this.#fits(parameters)) return this.#keys.map((key) => parameters[key]);
    this.#keys = this.#match(parameters);
    return this.#keys.map((key) => parameters[key]);
  }

  #fits(parameters: NamedParameters): boolean {
    for (const key of this.#keys) if (!Object.hasOwn(parameters, key)) return false;
    return this.#ambiguous === undefined && Object.keys(parameters).length === this.#distinct.size;
  }

  #match(parameters: NamedParameters): readonly string[] {
    if (this.#ambiguous !== undefined) {
      throw new TypeError(
        `More than one parameter is called '${this.#ambiguous}': give them names of their own in the text, or the values as an array`,
      );
    }
    const keyOf = new Map<string, string>();
    const others: string[] = [];
    for (const key of Object.keys(parameters)) {
      if (this.#distinct.has(key)) keyOf.set(key, key);
      else others.push(key);
    }
    const unknown = others.filter((key) => {
      const folded = key.toLowerCase();
      const taken = keyOf.get(folded);
      if (taken !== undefined) throw new TypeError(`Both '${taken}' and '${key}' name the parameter '${folded}'`);
      if (!this.#distinct.has(folded)) return true;
      keyOf.set(folded, key);
      return false;
    });
    const missing = [...this.#distinct].filter((name) => !keyOf.has(name));
    if (missing.length > 0 || unknown.length > 0) throw this.#mismatch(missing, unknown);
    return this.variables.map(({ name }) => keyOf.get(name)!);
  }

  #mismatch(missing: readonly string[], unknown: readonly string[]): TypeError {
    const complaints = [];
    if (missing.length > 0) complaints.push(`no value for ${quoted(missing)}`);
    if (unknown.length > 0) complaints.push(`no parameter for ${quoted(unknown)}`);
    const known = this.#distinct.size === 0 ? 'none' : quoted([...this.#distinct]);
    return new TypeError(
      `The named parameters do not fit: ${complaints.join('; ')} (the statement's parameters: ${known})`,
    );
  }
}

/** `:id` may stand in a text twice and is one parameter then. Two `?` for one column are two parameters with one name. */
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

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
