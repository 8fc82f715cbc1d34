// What a server said about the statements of a project. The snapshot file has the same content.
import type { CqlType } from './cql-type';

/** A parameter or a column of the result, as PREPARE describes it. */
export interface Spec {
  readonly name: string;
  readonly type: CqlType;
  readonly keyspace: string;
  readonly table: string;
}

export interface StatementFacts {
  readonly parameters: readonly Spec[];
  /** Empty for a statement without rows, and for a conditional write, whose columns PREPARE does not tell. */
  readonly columns: readonly Spec[];
}

export interface TableFacts {
  readonly partitionKey: readonly string[];
  readonly clusteringKey: readonly string[];
  readonly staticColumns: readonly string[];
  /** In the order of `SELECT *`. */
  readonly columns: ReadonlyMap<string, CqlType>;
}

export interface SchemaFacts {
  /** The keyspace of unqualified tables. */
  readonly keyspace: string | undefined;
  readonly statements: ReadonlyMap<string, StatementFacts>;
  /** By `keyspace.table`. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** The fields of user types, by `keyspace.type`. */
  readonly userTypes: ReadonlyMap<string, Readonly<Record<string, CqlType>>>;
}

/** What the server refuses. */
export interface RefusedStatement {
  readonly text: string;
  readonly message: string;
}
