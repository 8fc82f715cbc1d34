/** A statement of `CassandraModule.forFeature` as `defineStatements` returns it: its text is part of its type. */
export class StatementToken<Q extends string = string> {
  /** The key under which it was defined. */
  readonly key: string;
  /** The CQL text. */
  readonly query: Q;
  /** Whether executing it twice leaves the same data as executing it once. */
  readonly isIdempotent: boolean | undefined;
  /** The name of the connection. */
  readonly connectionName: string;

  /** @internal */
  constructor(key: string, query: Q, isIdempotent: boolean | undefined, connectionName: string) {
    this.key = key;
    this.query = query;
    this.isIdempotent = isIdempotent;
    this.connectionName = connectionName;
    Object.freeze(this);
  }
}
