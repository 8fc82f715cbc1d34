// The methods of a session that take a statement, with what the known statements say about parameters and rows.
import type { Row } from '../codec/row';
import type { AsyncResultSet } from '../result/async-result-set';
import type { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { Page } from '../result/page';
import type { ExecutableStatement } from '../statement/executable-statement';
import type { ExecuteOptions } from '../statement/execute-options';
import type { StatementParameters } from '../statement/parameters';
import type { PrepareOptions } from '../statement/prepare-options';
import type { PreparedStatement } from '../statement/prepared-statement';
import type {
  CallArguments,
  KeptText,
  KnownText,
  ParametersOf,
  RowOf,
  TypedText,
  Uncallable,
} from '../statement/typed-text';
import type { StatementMethods } from './statement-methods';
import type { StreamOptions } from './stream-options';

/** The methods that a session has: the typed ones as soon as one statement is known. */
export type SessionStatementMethods = KnownText extends never ? StatementMethods : TypedStatementMethods;

/** The methods of `StatementMethods`, whose errors they have. A text that is not known, and an explicit row type, are as there. */
export interface TypedStatementMethods {
  execute<R, _P extends StatementParameters, _Q extends string>(...uncallable: Uncallable): Promise<AsyncResultSet<R>>;
  /** Executes a statement and returns its whole result: all rows, following the pages. */
  execute<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, ExecuteOptions>
  ): Promise<AsyncResultSet<RowOf<Q, R>>>;

  executeStream<R, _P extends StatementParameters, _Q extends string>(
    ...uncallable: Uncallable
  ): Promise<AsyncStreamingResultSet<R>>;
  /** Executes a statement and returns its rows as a stream: any number of rows in the memory of two pages. */
  executeStream<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, StreamOptions>
  ): Promise<AsyncStreamingResultSet<RowOf<Q, R>>>;

  executePage<R, _P extends StatementParameters, _Q extends string>(...uncallable: Uncallable): Promise<Page<R>>;
  /** Executes a statement and returns one page of its rows, and the paging state of the next one. */
  executePage<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, ExecuteOptions>
  ): Promise<Page<RowOf<Q, R>>>;

  prepare<R, P extends StatementParameters, _Q extends string>(
    ...uncallable: Uncallable
  ): Promise<PreparedStatement<R, P>>;
  /** Lets the server parse and check a statement once for any number of executions. */
  prepare<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    query: TypedText<Q>,
    options?: PrepareOptions,
  ): Promise<PreparedStatement<RowOf<Q, R>, ParametersOf<Q, P>, KeptText<Q>>>;
}
