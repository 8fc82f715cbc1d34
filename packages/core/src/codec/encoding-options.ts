// How values are returned: the `encoding` options of cassandra-driver, with its defaults.

/** The option `encoding` of a cluster. */
export interface EncodingOptions {
  /** The class of a CQL map in results, with `set(key, value)` and `forEach`. Default: a plain object. */
  readonly map?: Function | undefined;
  /** The class of a CQL set in results, constructed from an array, with `forEach`. Default: an array. */
  readonly set?: Function | undefined;
  /**
   * Whether a Buffer in a result (also inside a Uuid or an InetAddress) is a copy; otherwise it is a view that keeps its page in
   * memory. Default: true.
   */
  readonly copyBuffer?: boolean | undefined;
  /** Whether an `undefined` parameter leaves its column unchanged (unset); otherwise it writes null. Default: true. */
  readonly useUndefinedAsUnset?: boolean | undefined;
  /** Whether bigint and counter are read as `bigint` instead of `Long`. Parameters may be either. Default: false. */
  readonly useBigIntAsLong?: boolean | undefined;
  /** Whether varint is read as `bigint` instead of `Integer`. Parameters may be either. Default: false. */
  readonly useBigIntAsVarint?: boolean | undefined;
}

export type UserTypeClass = new (...args: never[]) => object;

/** Finds the class that represents a user type. Called for every value, so a type may be registered at any time. */
export interface UserTypeMapping {
  find(keyspace: string, name: string): UserTypeClass | undefined;
}
