import type { Node } from '../connection/pool/node';
import type { RetryPolicy } from '../driver/policies';
import type { Long } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { checkStatementOptions, type StatementOptions } from '../statement/statement-options';

/** What one execution sets for itself. It wins over the statement's own options, which win over the execution profile. */
export interface ExecuteOptions {
  /** Records a trace on the server, read with `result.getQueryTrace()`. */
  readonly trace?: boolean;
  /** Handed to the server's query handler as it is. */
  readonly customPayload?: Readonly<Record<string, Buffer>>;
  /** Milliseconds for one request (one page), with its time in the queue, its retries and speculative executions. */
  readonly timeoutMs?: number;
  /** The name of one of the cluster's `executionProfiles`. */
  readonly executionProfile?: string;
  /** Where to go on: `pagingState` of an earlier page of the same statement with the same parameters. */
  readonly pagingState?: string | null;
  /** The only node that may be asked: one of `cluster.nodes`, or its endpoint (`ip:port`). */
  readonly host?: Node | string;
  /** The role on whose behalf the request runs (proxy execution, where the server supports it). */
  readonly executeAs?: string;
  /** One of `types.consistencies`. */
  readonly consistency?: number;
  /** For lightweight transactions: `types.consistencies.serial` or `localSerial`. */
  readonly serialConsistency?: number;
  /** Rows of a page. */
  readonly fetchSize?: number;
  /** The write timestamp in microseconds since 1970, in place of the timestamp generator's. */
  readonly timestamp?: number | bigint | Long;
  /** The exact name of the keyspace for unqualified names, in place of the session's. */
  readonly keyspace?: string;
  /** Seconds since 1970 that the server takes for the present: TTLs are counted from it. */
  readonly nowInSeconds?: number;
  /** Whether running it twice does the same as running it once. Only then a write that may have happened is sent again. */
  readonly isIdempotent?: boolean;
  readonly retryPolicy?: RetryPolicy;
  /** `execute` fails once it holds more rows than this, before memory does. */
  readonly maxRows?: number;
  /** Gives the request up; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
}

const ownNames: readonly string[] = [
  'trace',
  'timeoutMs',
  'executionProfile',
  'pagingState',
  'host',
  'executeAs',
  'maxRows',
  'signal',
] satisfies (keyof ExecuteOptions)[];

/** @throws ConfigurationError that names the first option that is unknown or cannot be right. */
export function checkExecuteOptions(options: ExecuteOptions): void {
  checkStatementOptions(options as StatementOptions, ownNames);
  const { timeoutMs, maxRows, signal } = options;
  if (timeoutMs !== undefined && !(timeoutMs >= 0)) {
    throw new ConfigurationError("Option 'timeoutMs' must be a number of milliseconds, 0 for no limit");
  }
  if (maxRows !== undefined && !(maxRows > 0)) {
    throw new ConfigurationError("Option 'maxRows' must be a number of rows above 0");
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ConfigurationError("Option 'signal' must be an AbortSignal");
  }
}
