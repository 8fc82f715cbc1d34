// The user types of one keyspace. A type may have fields of other types; the order of the rows does not matter.
import { typeCode, type UserDefinedType } from '../../protocol/data-type';
import { freezeAll } from '../../protocol/freeze-all';
import type { ColumnInfo } from './table-metadata';
import { parseCqlType } from '../../protocol/cql-type';
import type { UserTypeRow } from './schema-rows';

/** A user-defined type, modelled on cassandra-driver's `metadata.Udt`. */
export interface Udt {
  readonly keyspace: string;
  readonly name: string;
  /** The fields, in order. */
  readonly fields: readonly ColumnInfo[];
}

export class UserTypes {
  readonly #keyspace: string;
  readonly #rows: ReadonlyMap<string, UserTypeRow>;
  readonly #resolved = new Map<string, UserDefinedType>();

  constructor(keyspace: string, rows: readonly UserTypeRow[]) {
    this.#keyspace = keyspace;
    this.#rows = new Map(rows.map((row) => [row.type_name, row]));
  }

  readonly resolve = (name: string): UserDefinedType | undefined => {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    const row = this.#rows.get(name);
    if (row === undefined) return undefined;
    const fields = row.field_names.map((field, i) => ({
      name: field,
      type: parseCqlType(row.field_types[i]!, this.resolve),
    }));
    const type: UserDefinedType = {
      code: typeCode.udt,
      info: { keyspace: this.#keyspace, name, fields },
      options: { frozen: false, reversed: false },
    };
    this.#resolved.set(name, type);
    return type;
  };

  get(name: string): Udt | null {
    return freezeAll(this.resolve(name)?.info ?? null);
  }
}
