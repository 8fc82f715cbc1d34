import type { Row } from '../codec/row';
import { ignoreRejection } from '../errors/thrown';
import type { ColumnSpec } from '../protocol/data-type';
import { BoundStatement } from './bound-statement';
import { toPositional, type StatementParameters } from './parameters';
import type { PreparedQuery } from './prepared-query';
import { snapshotInPlace } from './snapshot';
import type { BindArguments } from './typed-text';
import { unpreparedQuery } from './unprepared-query';
import { copyStatementOptions, type StatementOptions } from './statement-options';

/**
 * A statement that the server has parsed and checked: created by `session.prepare`, for any number of executions.
 *
 * @example
 * const byId = await session.prepare<User>('SELECT * FROM users WHERE id = ?');
 * const { rows } = await session.execute(byId, [id]);
 */
export class PreparedStatement<
  R = Row,
  P extends StatementParameters = StatementParameters,
  Q extends string = string,
> {
  /** Lets TypeScript distinguish the rows of different statements. Never set. */
  declare protected readonly rowType?: R;
  /** Lets TypeScript know the parameters that the statement takes. Never set. */
  declare protected readonly parametersType?: P;
  /** Lets TypeScript know a known text: see `KnownStatements`. Never set. */
  declare protected readonly textType?: Q;
  /** @internal Shared by every PreparedStatement of the same text. */
  readonly shared: PreparedQuery;
  /** The options of every execution of this statement. */
  readonly options: StatementOptions;
  /**
   * Whether executing it twice leaves the same data as executing it once. Only `true` lets a write be sent again after it may have
   * reached the server. Belongs to this object: another `prepare` of the same text returns an object with its own.
   */
  isIdempotent: boolean | undefined;

  private constructor(shared: PreparedQuery, options: StatementOptions) {
    this.shared = shared;
    this.options = copyStatementOptions(options);
    this.isIdempotent = options.isIdempotent;
  }

  /**
   * Makes a prepared statement from its text, without a server: for fakes in tests. Its parameters are the markers of the text; their
   * types are unknown, so any values can be bound.
   *
   * @example
   * const users: Session = { ...unused, prepare: async (query: string) => PreparedStatement.of(query) };
   */
  static of<R = Row, P extends StatementParameters = StatementParameters>(query: string): PreparedStatement<R, P> {
    return new PreparedStatement<R, P>(unpreparedQuery(query), {});
  }

  /** @internal */
  static create<R = Row, P extends StatementParameters = StatementParameters>(
    shared: PreparedQuery,
    options: StatementOptions = {},
  ): PreparedStatement<R, P> {
    return new PreparedStatement<R, P>(shared, options);
  }

  /** The CQL text. */
  get query(): string {
    return this.shared.query;
  }

  /** The keyspace in which the statement was prepared. */
  get keyspace(): string | undefined {
    const { keyspace, state } = this.shared;
    return keyspace ?? (state.variables[0]?.keyspace || undefined);
  }

  /** The parameters, in the order of their markers. */
  get variables(): readonly ColumnSpec[] {
    return this.shared.state.variables;
  }

  /** The columns of the rows, as the server last described them. Empty for a statement without rows. */
  get columns(): readonly ColumnSpec[] {
    return this.shared.state.rowDecoder?.columns ?? [];
  }

  /**
   * Binds values to the parameters: an array by position, or an object by name.
   * `{ firstName }` is the value of `:firstName`, which CQL folds to `firstname`; `undefined` leaves a column unchanged. The values are
   * copied: later changes of the array, the object or a Buffer in it have no effect.
   *
   * @throws TypeError when a parameter has no value, or a value has no parameter: the message names it.
   */
  bind(...parameters: BindArguments<Q, P>): BoundStatement<R>;
  bind(parameters?: P): BoundStatement<R> {
    return this.bindBeside(undefined, parameters);
  }

  /** @internal Binds values like `bind`, for a batch: copies that both have in common are shared with its statement before. */
  bindBeside(
    before: BoundStatement<unknown> | undefined,
    parameters: StatementParameters | undefined,
  ): BoundStatement<R> {
    // An `await` that was forgotten is told once, by the exception.
    if (!Array.isArray(parameters)) ignoreRejection(parameters);
    // A new array, which nobody else has.
    const values = toPositional(this.shared, parameters ?? []) as unknown[];
    return BoundStatement.create<R>(this, snapshotInPlace(values, before?.values));
  }
}
