// How values are shown to the user: the `encoding` options of cassandra-driver, with its defaults.

export interface EncodingOptions {
  /** The class that a CQL map is read as, with `set(key, value)` and `forEach`. By default a plain object. */
  readonly map?: Function | undefined;
  /** The class that a CQL set is read as, constructed from an array, with `forEach`. By default an array. */
  readonly set?: Function | undefined;
  /** Whether a Buffer (also that inside a Uuid or an InetAddress) is a copy, or a view that keeps its page alive. Default: true. */
  readonly copyBuffer?: boolean | undefined;
  /** Whether an `undefined` parameter leaves its column as it is, or writes null. Default: true. */
  readonly useUndefinedAsUnset?: boolean | undefined;
  /** Whether bigint and counter are read as `bigint` instead of `Long`. Default: false. */
  readonly useBigIntAsLong?: boolean | undefined;
  /** Whether varint is read as `bigint` instead of `Integer`. Default: false. */
  readonly useBigIntAsVarint?: boolean | undefined;
}

export type UserTypeClass = new (...args: never[]) => object;

/** Finds the class that stands for a user type. Asked for every value, so that a type may be registered at any time. */
export interface UserTypeMapping {
  find(keyspace: string, name: string): UserTypeClass | undefined;
}
