// A row: an object whose own enumerable properties are the columns in order. The names of the columns belong to the prototype
// between the row and `Row.prototype`, which the rows of a result share, so a row costs only the memory of its values.

import { types } from '../driver/values';

const columnNames: unique symbol = Symbol('columnNames');
const allValues: unique symbol = Symbol('allValues');

/**
 * One row of a result. Its columns are its own enumerable properties: `row.name`, or `row.get('name')`.
 *
 * A column with the name of one of these methods hides the method in this row: `Row.prototype.get.call(row, name)` still reads it.
 * JavaScript lists integer-like property names first; `keys`, `values` and iteration keep the order of the columns.
 */
export class Row {
  [column: string]: unknown;
  declare readonly [columnNames]: readonly string[];
  /** Set only where two columns have the same name: the property then has the value of the last one. */
  declare readonly [allValues]?: readonly unknown[];

  /** The value of a column by its name or its index from 0; `undefined` when the column does not exist. */
  get(column: string | number): unknown {
    if (typeof column === 'string') return Object.hasOwn(this, column) ? this[column] : undefined;
    const values = this[allValues];
    if (values !== undefined) return values[column];
    const name = this[columnNames][column];
    return name === undefined ? undefined : this[name];
  }

  /** The names of the columns, in order. */
  keys(): string[] {
    return this[columnNames].slice();
  }

  /** The values of the columns, in order. */
  values(): unknown[] {
    const values = this[allValues];
    return values === undefined ? this[columnNames].map((name) => this[name]) : values.slice();
  }

  /** Calls back with each value and the name of its column, in order, as rows of cassandra-driver do. */
  forEach(callback: (value: unknown, column: string) => void): void {
    const values = Row.prototype.values.call(this);
    this[columnNames].forEach((name, index) => callback(values[index], name));
  }

  /** Iterates over the values of the columns, in order. */
  [Symbol.iterator](): IterableIterator<unknown> {
    return Row.prototype.values.call(this)[Symbol.iterator]();
  }
}

// Rows are `instanceof types.Row` of cassandra-driver, which declares this class as an interface. Row has all of its methods,
// and they are not enumerable: `for (const column in row)` visits only the columns.
Object.setPrototypeOf(
  Row.prototype,
  (types as unknown as { readonly Row: { readonly prototype: object } }).Row.prototype,
);

/** The constructor for the rows of one result. It assigns nothing: the caller sets the columns, in order. */
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
