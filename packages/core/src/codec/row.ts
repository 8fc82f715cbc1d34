// A row: an object whose own enumerable properties are the columns in order. The names of its columns belong to its
// shape, the prototype between the row and `Row.prototype`; so a row costs its values and nothing else.

import { types } from '../driver/values';

const columnNames: unique symbol = Symbol('columnNames');
const allValues: unique symbol = Symbol('allValues');

/**
 * A column named like one of these methods hides it in that row: `Row.prototype.get.call(row, name)` still reads.
 * JavaScript lists integer-like property names first; `keys`, `values` and iteration keep the order of the columns.
 */
export class Row {
  [column: string]: unknown;
  declare readonly [columnNames]: readonly string[];
  /** Only where two columns share a name: as properties the last one wins. */
  declare readonly [allValues]?: readonly unknown[];

  /** The value of a column by its name or index; `undefined` where there is no such column. */
  get(column: string | number): unknown {
    if (typeof column === 'string') return Object.hasOwn(this, column) ? this[column] : undefined;
    const values = this[allValues];
    if (values !== undefined) return values[column];
    const name = this[columnNames][column];
    return name === undefined ? undefined : this[name];
  }

  keys(): string[] {
    return this[columnNames].slice();
  }

  values(): unknown[] {
    const values = this[allValues];
    return values === undefined ? this[columnNames].map((name) => this[name]) : values.slice();
  }

  /** As rows of cassandra-driver have it: calls back with each value and the name of its column, in order. */
  forEach(callback: (value: unknown, column: string) => void): void {
    const values = Row.prototype.values.call(this);
    this[columnNames].forEach((name, index) => callback(values[index], name));
  }

  [Symbol.iterator](): IterableIterator<unknown> {
    return Row.prototype.values.call(this)[Symbol.iterator]();
  }
}

// Rows are `instanceof types.Row` of cassandra-driver, whose declaration of that class is an interface. Every method that it has is
// one of ours too, and ours cannot be enumerated: `for (const column in row)` meets the columns only.
Object.setPrototypeOf(
  Row.prototype,
  (types as unknown as { readonly Row: { readonly prototype: object } }).Row.prototype,
);

/** What the rows of one result are made with. It assigns nothing: the caller sets the columns, in order. */
export function createRowClass(names: readonly string[]): new () => Row {
  const RowClass = function () {} as unknown as new () => Row;
  RowClass.prototype = createShape(names);
  return RowClass;
}

/** The prototype that the rows of one result share. */
export function createShape(names: readonly string[]): Row {
  return Object.create(Row.prototype, { [columnNames]: { value: names } }) as Row;
}

export function hasDuplicateNames(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

export function keepAllValues(row: Row, values: readonly unknown[]): void {
  Object.defineProperty(row, allValues, { value: values });
}
