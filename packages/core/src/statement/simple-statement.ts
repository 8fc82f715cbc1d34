import type { Row } from '../codec/row';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { isReadKind, statementKind, type StatementKind } from './cql-scanner';
import { copyStatementOptions, type StatementOptions } from './statement-options';
import type { KnownConstruction, LooseText } from './typed-text';

/**
 * A CQL text with the options of all its executions.
 *
 * @example
 * const latest = new SimpleStatement('SELECT * FROM readings LIMIT 10', { consistency: types.consistencies.localQuorum });
 * await session.execute(latest);
 *
 * @throws ConfigurationError when the text is empty or an option is invalid.
 */
export class SimpleStatement<R = Row, Q extends string = string> {
  /** Lets TypeScript distinguish the rows of different statements. Never set. */
  declare protected readonly rowType?: R;
  /** Lets TypeScript know a known text: see `KnownStatements`. Never set. */
  declare protected readonly textType?: Q;
  /** The CQL text. */
  readonly query: string;
  /** The options of every execution of this statement. */
  readonly options: StatementOptions;
  #kind: StatementKind | undefined;

  constructor(...known: KnownConstruction<Q>);
  constructor(query: LooseText<Q>, options?: StatementOptions);
  constructor(query: string, options: StatementOptions = {}) {
    if (typeof query !== 'string' || query === '') throw new ConfigurationError('A statement needs a CQL text');
    this.query = query;
    this.options = copyStatementOptions(options);
  }

  /** The option `isIdempotent`. */
  get isIdempotent(): boolean | undefined {
    return this.options.isIdempotent;
  }

  /** @internal */
  get kind(): StatementKind {
    return (this.#kind ??= statementKind(this.query));
  }

  /** @internal Whether the statement only reads: see {@link isReadKind}. */
  get isRead(): boolean {
    return isReadKind(this.kind);
  }
}
