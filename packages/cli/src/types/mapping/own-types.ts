// The TypeScript types of an application's own values: of its codecs and of its classes for user types.

/** A type that is read and a type that may be written, as TypeScript text. */
export interface OwnType {
  readonly read: string;
  readonly write: string;
}

export interface OwnTypes {
  /** By the CQL name of the type, as a codec has it: `list<decimal>`. */
  readonly ofTypes: ReadonlyMap<string, OwnType>;
  /** By keyspace, table and column, in JSON: `columnKey`. */
  readonly ofColumns: ReadonlyMap<string, OwnType>;
  /** The classes of `registerUserType`, by `keyspace.type`. */
  readonly classes: ReadonlyMap<string, string>;
}

export const noOwnTypes: OwnTypes = { ofTypes: new Map(), ofColumns: new Map(), classes: new Map() };

export function columnKey(keyspace: string, table: string, column: string): string {
  return JSON.stringify([keyspace, table, column]);
}
