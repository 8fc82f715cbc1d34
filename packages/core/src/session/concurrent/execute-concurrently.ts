// The two forms of `session.executeConcurrent`: one statement with many parameters, or many statements with their own.
import { disownAll } from '../../errors/thrown';
import { ownOptions } from '../../options/option-table';
import type { AsyncResultSet } from '../../result/async-result-set';
import { foreignStatementError } from '../../statement/another-copy';
import type { BoundStatement } from '../../statement/bound-statement';
import { isExecutable, type ExecutableStatement } from '../../statement/executable-statement';
import type { StatementParameters } from '../../statement/parameters';
import type { BindArguments, KnownText, ParametersOf, RowOf } from '../../statement/typed-text';
import { ConcurrentExecutions, concurrentBag, type ConcurrentOptions } from './concurrent-executions';
import type { ExecuteOptions } from '../../statement/execute-options';

/** Values that are read one after the other, as requests are started. */
export type Some<T> = Iterable<T> | AsyncIterable<T>;

/** A statement with its parameters. */
export type StatementCall<R> = readonly [statement: ExecutableStatement<R>, parameters?: StatementParameters];

/** A statement with its parameters, as the known statements say: each pair of a list is checked by itself. */
export type TypedCall<R, Q extends string> = KnownText extends never
  ? StatementCall<R>
  : CallOf<R, Q> | readonly [statement: BoundStatement<R>, parameters?: StatementParameters];
/** A text with its parameters: of a known one its own, else any. */
export type CallOf<R, Q extends string> = Q extends KnownText
  ? readonly [
      statement: ExecutableStatement<RowOf<Q, R>, ParametersOf<Q, StatementParameters>, Q>,
      ...parameters: BindArguments<Q, ParametersOf<Q, StatementParameters>>,
    ]
  : readonly [statement: ExecutableStatement<R, StatementParameters, Q>, parameters?: StatementParameters];

export type ConcurrentArguments<R> =
  | [statement: ExecutableStatement<R>, parameters: Some<StatementParameters>, options?: ConcurrentOptions]
  | [statements: Some<StatementCall<R>>, options?: ConcurrentOptions];

type Execute<R> = (
  statement: ExecutableStatement<R>,
  parameters: StatementParameters | undefined,
  options: ExecuteOptions,
) => Promise<AsyncResultSet<R>>;

export function executeConcurrently<R>(
  execute: Execute<R>,
  args: ConcurrentArguments<R>,
): ConcurrentExecutions<R, StatementParameters> | ConcurrentExecutions<R, StatementCall<R>> {
  const [what, second, third] = args as [unknown, unknown, ConcurrentOptions | undefined];
  if (isExecutable<R>(what)) {
    const { options, request } = splitOptions(third);
    return new ConcurrentExecutions<R, StatementParameters>(
      (parameters) => execute(what, parameters, request),
      iterable(second, 'parameters'),
      options,
    );
  }
  const { options, request } = splitOptions(third ?? (second as ConcurrentOptions | undefined));
  return new ConcurrentExecutions<R, StatementCall<R>>(
    ([statement, parameters]) => execute(statement, parameters, request),
    iterable(what, 'statements'),
    options,
  );
}

/** Splits the options into the options of the iteration and the options of each request. */
function splitOptions(options: ConcurrentOptions = {}): { options: ConcurrentOptions; request: ExecuteOptions } {
  const request: { -readonly [Name in keyof ConcurrentOptions]: ConcurrentOptions[Name] } = {
    ...ownOptions(concurrentBag, options),
  };
  // The later check reads the options themselves, so this copy owns the promises that getters returned.
  disownAll(Object.values(request));
  delete request.concurrency;
  delete request.stopOnError;
  delete request.onProgress;
  return { options, request };
}

function iterable<T>(value: unknown, name: string): Some<T> {
  const isOne =
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
  if (isOne) return value as Some<T>;
  throw foreignStatementError(value, `executeConcurrent needs an iterable or async iterable of ${name}`);
}
