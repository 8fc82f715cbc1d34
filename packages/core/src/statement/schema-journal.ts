// The changes of the schema in the order in which this cluster heard of them. A prepared text asks it whether what the server once
// said of its parameters and columns still holds: the server refuses an outdated id only until some client prepares the text again.
import { typeCode, type ColumnSpec, type DataType } from '../protocol/data-type';
import type { SchemaChange } from '../protocol/responses/schema-change';

/** Changes kept. A text that is older than the oldest of them counts as changed: it is prepared again, which costs one round trip. */
const maxChanges = 256;

/** What of the schema a prepared text depends on. */
export interface SchemaDependent {
  /** The keyspace it was prepared in. */
  readonly keyspace: string | undefined;
  /** Its parameters and the columns of its rows. */
  readonly columns: Iterable<ColumnSpec>;
}

export class SchemaJournal {
  /** Undefined for "anything may have changed": events may have been missed. */
  readonly #changes: (SchemaChange | undefined)[] = [];
  #position = 0;

  /** Counts up with every change. */
  get position(): number {
    return this.#position;
  }

  /** Without a `change`: anything may have changed. */
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
    // A keyspace that was altered has the same tables; one that was made anew may have others of the same names.
    case 'KEYSPACE':
      return change.change !== 'UPDATED' && isIn(change.keyspace);
    // The type of an argument: no column says which function it is for.
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

/** Whether a type is this user type or has it inside. */
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
