import { withParameterCode } from '../errors/parameter-error';
import { ignoreRejection } from '../errors/thrown';
import { driverNamesOfCalls } from '../options/driver-names';
import { oneOf } from '../options/option-checks';
import { checkOptions, option, optionBag, ownOptions, type TableOf } from '../options/option-table';
import { foreignStatementError } from './another-copy';
import { BoundStatement } from './bound-statement';
import { checkParameters, isNothing, type StatementParameters } from './parameters';
import { PreparedStatement } from './prepared-statement';
import { SimpleStatement } from './simple-statement';
import type { AddArguments, AddedParameters, TypedText } from './typed-text';
import { snapshotOf } from './snapshot';
import { statementTable, type StatementOptions } from './statement-options';

/** The kinds of a batch: see `BatchOptions`. */
export type BatchType = 'logged' | 'unlogged' | 'counter';

/** The options of a batch. */
export interface BatchOptions extends StatementOptions {
  /**
   * `logged`: atomic; after a failure the server completes the batch later. `unlogged`: not atomic, and cheaper; for rows of one
   * partition. `counter`: required for counter updates. Default: `logged`.
   */
  readonly type?: BatchType | undefined;
}

/** The statements that a batch can hold. A text with parameters is prepared when the batch is executed. */
export type BatchableStatement<Q extends string = string> =
  | TypedText<Q>
  | SimpleStatement<unknown, Q>
  | PreparedStatement<unknown, StatementParameters, Q>
  | BoundStatement<unknown>;

/** One statement of a batch: bound, or a text with parameters that is prepared on execution. */
export interface BatchEntry {
  readonly statement: SimpleStatement<unknown> | BoundStatement<unknown>;
  readonly parameters: StatementParameters | undefined;
}

/** The protocol counts the statements of a batch in 16 bits. */
const maxLength = 65_535;

const batchTable = {
  ...statementTable,
  type: option(oneOf<BatchType>('logged', 'unlogged', 'counter'), 'logged'),
} satisfies TableOf<BatchOptions>;

export const batchBag = optionBag('a batch', batchTable, {
  ...driverNamesOfCalls,
  counter: "give type: 'counter'",
  logged: "give type: 'unlogged'",
  trace: 'give it to executeBatch()',
  timeoutMs: 'give it to executeBatch()',
});

/**
 * Several INSERT, UPDATE and DELETE statements that go to the server as one request.
 *
 * @example
 * const batch = new BatchStatement({ type: 'unlogged' });
 * for (const reading of readings) batch.add(insert, [sensor, reading.time, reading.value]);
 * await session.executeBatch(batch);
 */
export class BatchStatement {
  /** The kind of the batch. */
  readonly type: BatchType;
  /** The options of the batch, without its type. */
  readonly options: StatementOptions;
  /** Whether all statements are idempotent. Only `true` lets the batch be repeated after it may have reached the server. */
  isIdempotent: boolean | undefined;
  #entries: BatchEntry[] = [];
  /** The last statement that was bound here: nobody else has its values. */
  #bound: BoundStatement<unknown> | undefined = undefined;

  constructor(options: BatchOptions = {}) {
    checkOptions(batchBag, options);
    const { type = batchTable.type.fallback, ...statementOptions } = ownOptions(batchBag, options);
    this.type = type;
    this.options = statementOptions;
    this.isIdempotent = options.isIdempotent;
  }

  /** The number of statements. */
  get length(): number {
    return this.#entries.length;
  }

  /** @internal */
  get entries(): readonly BatchEntry[] {
    return this.#entries;
  }

  /**
   * Adds a statement, whose parameters are copied.
   *
   * @throws RangeError when the batch is full: 65,535 statements.
   * @throws TypeError when the parameters do not fit a prepared statement, or are given with a bound statement.
   */
  add<Q extends string = string>(statement: BatchableStatement<Q>, ...parameters: AddArguments<Q>): this;
  add(statement: BatchableStatement, parameters?: StatementParameters): this {
    if (this.#entries.length >= maxLength) {
      throw new RangeError(`A batch holds at most ${maxLength} statements: execute this one and begin another`);
    }
    if (statement instanceof PreparedStatement) {
      this.#bound = statement.bindBeside(this.#bound, parameters);
      this.#entries.push({ statement: this.#bound, parameters: undefined });
    } else {
      this.#entries.push(toEntry(statement, parameters));
    }
    return this;
  }

  /** Adds the statement once for each of the parameters. */
  addAll<Q extends string = string>(
    statement: BatchableStatement<Q>,
    parametersList: Iterable<AddedParameters<Q>>,
  ): this;
  addAll(statement: BatchableStatement, parametersList: Iterable<StatementParameters>): this {
    // A text is checked once, not once for each set of parameters.
    const shared = typeof statement === 'string' ? new SimpleStatement(statement) : statement;
    for (const parameters of parametersList) this.add(shared, parameters);
    return this;
  }

  /** @internal Copies the current statements, for a wrapper of a session that sends the batch later. */
  copy(): BatchStatement {
    const copy = new BatchStatement({ ...this.options, type: this.type, isIdempotent: this.isIdempotent });
    copy.#entries = this.#entries.slice();
    return copy;
  }

  /** Empties the batch, so that it can be filled again. */
  clear(): this {
    this.#entries = [];
    this.#bound = undefined;
    return this;
  }
}

function toEntry(
  statement: Exclude<BatchableStatement, PreparedStatement>,
  parameters: StatementParameters | undefined,
): BatchEntry {
  // An `await` that was forgotten is told once, by the exception.
  ignoreRejection(statement);
  ignoreRejection(parameters);
  if (statement instanceof BoundStatement) {
    if (parameters !== undefined && !isNothing(parameters)) {
      throw withParameterCode(
        'wrongParameterCount',
        new TypeError('A bound statement has its parameters already: add it without parameters'),
      );
    }
    return { statement, parameters: undefined };
  }
  const simple = typeof statement === 'string' ? new SimpleStatement(statement) : statement;
  if (simple instanceof SimpleStatement) return { statement: simple, parameters: kept(parameters) };
  throw foreignStatementError(
    statement,
    'A batch holds texts, SimpleStatements, PreparedStatements and BoundStatements only',
  );
}

/** Copies the parameters: callers reuse an array or a Buffer. */
function kept(parameters: StatementParameters | undefined): StatementParameters | undefined {
  if (parameters === undefined) return undefined;
  checkParameters(parameters);
  return snapshotOf(parameters);
}
