// What is known of a request's way to its answer. It lives in the lowest layer because both results and errors carry it.
import type { Uuid } from '../driver/values';
import { withoutSecrets } from './secrets';

export interface ExecutionAttempt {
  /** The node's endpoint, `ip:port`. */
  readonly node: string;
  readonly durationMs: number;
  /** `success`; the name of the error it ended with; `abandoned` where its answer was not waited for any more. */
  readonly outcome: string;
  /** What it ended with, or why it was abandoned. */
  readonly error?: Error;
}

export interface ExecutionInfo {
  /** The node whose answer this is, a result or an error; undefined where it is the answer of none, as after a time-out. */
  readonly coordinator: string | undefined;
  readonly attempts: readonly ExecutionAttempt[];
  /** Those that were begun. */
  readonly speculativeExecutions: number;
  /** As in `types.consistencies` of cassandra-driver. */
  readonly consistency: number | undefined;
  readonly warnings: readonly string[];
  readonly customPayload: Readonly<Record<string, Buffer | null>> | undefined;
  readonly traceId: Uuid | undefined;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly schemaInAgreement?: boolean;
}

/**
 * Gives an error its `executionInfo`. Not enumerable: the attempts hold errors, this one among them, and a log line made with
 * `JSON.stringify(error)` must not fail on that circle.
 */
export function attachExecutionInfo(error: Error, executionInfo: ExecutionInfo): void {
  // An error of the application's own may be frozen; it goes without.
  Reflect.defineProperty(error, 'executionInfo', { value: executionInfo, writable: true, configurable: true });
}

/** Statements of a batch that an error names; it may have 65,535. */
const maxStatements = 10;

/** Gives an error its `statement`: the text, without the values of its parameters. An error of several requests keeps its first. */
export function attachStatement(error: Error, query: string | readonly string[]): void {
  if (Object.hasOwn(error, 'statement')) return;
  const statement = withoutSecrets(typeof query === 'string' ? query : joinStatements(query));
  Reflect.defineProperty(error, 'statement', {
    value: statement,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function joinStatements(queries: readonly string[]): string {
  const left = queries.length - maxStatements;
  return [...queries.slice(0, maxStatements), ...(left > 0 ? [`... and ${left} more`] : [])].join('; ');
}
