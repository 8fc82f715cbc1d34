// The [option] of the protocol: the type of a column, a parameter or an element (v5 spec, section 4.2.5.2).
// It has the shape of cassandra-driver's `DataTypeInfo` ({ code, info, options }), discriminated by `code`, so that code written for
// the driver can read metadata and result columns.

/** The protocol's option ids. `types.dataTypes` of cassandra-driver has the same numbers. */
export const typeCode = {
  custom: 0x0000,
  ascii: 0x0001,
  bigint: 0x0002,
  blob: 0x0003,
  boolean: 0x0004,
  counter: 0x0005,
  decimal: 0x0006,
  double: 0x0007,
  float: 0x0008,
  int: 0x0009,
  text: 0x000a,
  timestamp: 0x000b,
  uuid: 0x000c,
  varchar: 0x000d,
  varint: 0x000e,
  timeuuid: 0x000f,
  inet: 0x0010,
  date: 0x0011,
  time: 0x0012,
  smallint: 0x0013,
  tinyint: 0x0014,
  duration: 0x0015,
  list: 0x0020,
  map: 0x0021,
  set: 0x0022,
  udt: 0x0030,
  tuple: 0x0031,
} as const;

/** The option ids by name. */
export type TypeCode = typeof typeCode;

/** Known only from the schema: the metadata of results lacks these properties, so both are `false` there. */
export interface TypeOptions {
  /** Whether the type is `frozen<...>`. */
  readonly frozen: boolean;
  /** Whether the column is a clustering column with descending order. */
  readonly reversed: boolean;
}

/** A native type of CQL, except the collections: `code` is a value of `types.dataTypes`. */
export interface NativeType {
  readonly code: Exclude<
    TypeCode[keyof TypeCode],
    TypeCode['custom'] | TypeCode['list'] | TypeCode['map'] | TypeCode['set'] | TypeCode['udt'] | TypeCode['tuple']
  >;
  readonly info: null;
  readonly options: TypeOptions;
}

/** A server-side class for which the protocol has no id. Values are raw bytes. */
export interface CustomType {
  readonly code: TypeCode['custom'];
  /** The fully qualified name of the marshal class. */
  readonly info: string;
  readonly customTypeName?: undefined;
  readonly options: TypeOptions;
}

/** A vector arrives as a custom type: `org.apache.cassandra.db.marshal.VectorType(<element>, <dimension>)`. */
export interface VectorType {
  readonly code: TypeCode['custom'];
  readonly info: readonly [element: DataType, dimension: number];
  readonly customTypeName: 'vector';
  readonly options: TypeOptions;
}

/** `list<...>`; `info` is the type of the elements. */
export interface ListType {
  readonly code: TypeCode['list'];
  readonly info: DataType;
  readonly options: TypeOptions;
}

/** `set<...>`; `info` is the type of the elements. */
export interface SetType {
  readonly code: TypeCode['set'];
  readonly info: DataType;
  readonly options: TypeOptions;
}

/** `map<...>`; `info` has the type of the keys and the type of the values. */
export interface MapType {
  readonly code: TypeCode['map'];
  readonly info: readonly [key: DataType, value: DataType];
  readonly options: TypeOptions;
}

/** `tuple<...>`; `info` has the types of the elements, in order. */
export interface TupleType {
  readonly code: TypeCode['tuple'];
  readonly info: readonly DataType[];
  readonly options: TypeOptions;
}

/** A user-defined type; `info` has its name and its fields, in order. */
export interface UserDefinedType {
  readonly code: TypeCode['udt'];
  readonly info: {
    readonly keyspace: string;
    readonly name: string;
    readonly fields: readonly { readonly name: string; readonly type: DataType }[];
  };
  readonly options: TypeOptions;
}

/** A CQL type in the structure of cassandra-driver: `code` says which kind it is, `info` has the types inside it. */
export type DataType =
  | NativeType
  | CustomType
  // With types inside
  | VectorType
  | ListType
  | SetType
  | MapType
  | TupleType
  | UserDefinedType;

/** A column of a result, or a variable of a prepared statement. */
export interface ColumnSpec {
  readonly keyspace: string;
  readonly table: string;
  readonly name: string;
  readonly type: DataType;
}
