import type { Row } from '../codec/row';
import type { PreparedQuery } from './prepared-query';
import type { PreparedStatement } from './prepared-statement';

/** A prepared statement together with the values of its parameters: made by `prepared.bind`. */
export class BoundStatement<R = Row> {
  /** The prepared statement. */
  readonly prepared: PreparedStatement<R>;
  /** The values by position. */
  readonly values: readonly unknown[];

  private constructor(prepared: PreparedStatement<R>, values: readonly unknown[]) {
    this.prepared = prepared;
    this.values = values;
  }

  /** @internal */
  static create<R>(prepared: PreparedStatement<R>, values: readonly unknown[]): BoundStatement<R> {
    return new BoundStatement(prepared, values);
  }

  /** @internal The state that all prepared statements of the same text share. */
  get shared(): PreparedQuery {
    return this.prepared.shared;
  }

  /** The CQL text. */
  get query(): string {
    return this.prepared.query;
  }

  /** The property of the prepared statement. */
  get isIdempotent(): boolean | undefined {
    return this.prepared.isIdempotent;
  }
}
