import type { Node } from '../connection/pool/node';
import { driverNamesOfCalls } from '../options/driver-names';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';
import { statementTable, type StatementOptions } from './statement-options';

/** The options of one execution. They win over the options of the statement, which win over the execution profile. */
export interface ExecuteOptions extends StatementOptions {
  /** Records a trace on the server, read with `result.getQueryTrace()`. Default: false. */
  readonly trace?: boolean | undefined;
  /**
   * Milliseconds for one request, including its time in the queue, its retries and speculative executions; 0: no limit. In `execute`
   * each page of rows restarts the time, an empty page does not. In a stream it limits one page. Default: the cluster's `requestTimeoutMs`.
   */
  readonly timeoutMs?: number | undefined;
  /** The name of one of the cluster's `executionProfiles`. */
  readonly executionProfile?: string | undefined;
  /** The `pagingState` of an earlier page of the same statement with the same parameters, to continue from there. */
  readonly pagingState?: string | null | undefined;
  /** The only node that may coordinate the request: one of `cluster.nodes`, or its endpoint (`ip:port`). */
  readonly host?: Node | string | undefined;
  /** The role on whose behalf the request runs (proxy execution, where the server supports it). */
  readonly executeAs?: string | undefined;
  /**
   * The maximum number of rows. More rows are an error with the code `TOO_MANY_ROWS`: `execute` fails once it holds more, a stream
   * after it has delivered this number, `executePage` when its page has more. Default: no limit.
   */
  readonly maxRows?: number | undefined;
  /** Aborts the request; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** 0 and Infinity mean no limit. */
export const timeout: check.Check<number> = (value) =>
  typeof value === 'number' && value >= 0 ? undefined : 'must be a number of milliseconds, 0 for no limit';

export const executeTable = {
  ...statementTable,
  trace: option(check.trueOrFalse),
  timeoutMs: option(timeout),
  executionProfile: option(check.text),
  pagingState: option(check.orNull(check.text)),
  host: option<Node | string>((value) =>
    typeof (typeof value === 'string' ? value : (value as Partial<Node> | null)?.endpoint) === 'string'
      ? undefined
      : 'must be one of cluster.nodes, or the endpoint of one',
  ),
  executeAs: option(check.text),
  maxRows: option<number>((value) =>
    value === Infinity || (Number.isInteger(value) && (value as number) > 0)
      ? undefined
      : 'must be a whole number of rows above 0',
  ),
  signal: option(check.signal),
} satisfies TableOf<ExecuteOptions>;

export const executeBag = optionBag('a call', executeTable, {
  ...driverNamesOfCalls,
  streamConfig: 'give it to executeStream()',
  concurrency: 'give it to executeConcurrent()',
});

/** @throws ConfigurationError that names the first option that is unknown or invalid. */
export function checkExecuteOptions(options: ExecuteOptions): void {
  checkOptions(executeBag, options);
}
