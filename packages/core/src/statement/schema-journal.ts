// The schema changes in the order of their events. A prepared text checks here whether its metadata is still
// current: the server refuses an outdated id only until some client prepares the text again.
import { typeCode, type ColumnSpec, type DataType } from '../protocol/data-type';
import type { SchemaChange } from '../protocol/responses/schema-change';

/** The number of changes kept. A text older than the oldest of them counts as outdated and is prepared again, which costs one round trip. */
const maxChanges = 256;

/** The parts of the schema that a prepared text depends on. */
export interface SchemaDependent {
  /** The keyspace in which the text was prepared. */
  readonly keyspace: string | undefined;
  /** The parameters and the columns of the rows. */
  readonly columns: Iterable<ColumnSpec>;
}

export class SchemaJournal {
  /** Undefined means that anything may have changed, because events may have been missed. */
  readonly #changes: (SchemaChange | undefined)[] = [];
  #position = 0;

  /** The number of changes so far. */
  get position(): number {
    return this.#position;
  }

  /** Records a change. Without `change`, anything may have changed. */
  record(change?: SchemaChange): void {
    this.#position++;
    this.#changes.push(change);
    if (this.#changes.length > maxChanges) this.#changes.shift();
  }

  /** Whether a change after `position` may have changed the types of these columns. */
  hasChanged(dependent: SchemaDependent, position: number): boolean {
    const count = this.#position - position;
    if (count > this.#changes.length) return true;
    for (let i = this.#changes.length - count; i < this.#changes.length; i++) {
      const change = this.#changes[i];
      if (change === undefined || concerns(change, dependent)) return true;
    }
    return false;
  }
}

function concerns(change: SchemaChange, { keyspace, columns }: SchemaDependent): boolean {
  switch (change.target) {
    case 'TABLE':
      return some(columns, (column) => column.keyspace === change.keyspace && column.table === change.name);
    case 'TYPE':
      return some(columns, ({ type }) => mentions(type, change.keyspace, change.name!));
    // An altered keyspace keeps its tables; a keyspace that was dropped and created may have other tables of the same names.
    case 'KEYSPACE':
      return change.change !== 'UPDATED' && isIn(change.keyspace);
    // A function may change the type of an argument, and no column tells its function.
    case 'FUNCTION':
    case 'AGGREGATE':
      return isIn(change.keyspace);
  }

  function isIn(name: string): boolean {
    return keyspace === name || some(columns, (column) => column.keyspace === name);
  }
}

function some(columns: Iterable<ColumnSpec>, test: (column: ColumnSpec) => boolean): boolean {
  for (const column of columns) if (test(column)) return true;
  return false;
}

/** Whether a type is this user type or contains it. */
function mentions(type: DataType, keyspace: string, name: string): boolean {
  switch (type.code) {
    case typeCode.udt:
      return (
        (type.info.keyspace === keyspace && type.info.name === name) ||
        type.info.fields.some((field) => mentions(field.type, keyspace, name))
      );
    case typeCode.list:
    case typeCode.set:
      return mentions(type.info, keyspace, name);
    case typeCode.map:
    case typeCode.tuple:
      return type.info.some((inner) => mentions(inner, keyspace, name));
    case typeCode.custom:
      return type.customTypeName === 'vector' && mentions(type.info[0], keyspace, name);
    default:
      return false;
  }
}
