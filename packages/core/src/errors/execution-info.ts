// The execution info of a request. It lives in the lowest layer because both results and errors carry it.
import type { Uuid } from '../driver/values';
import { withoutSecrets } from './secrets';

/** One send of a request to one node. */
export interface ExecutionAttempt {
  /** The node's endpoint, `ip:port`. */
  readonly node: string;
  /** Milliseconds from the send to the end of the attempt. */
  readonly durationMs: number;
  /** `success`; the name of the attempt's error; or `abandoned` when the client stopped waiting for the answer. */
  readonly outcome: string;
  /** The error of the attempt, or the reason why it was abandoned. */
  readonly error?: Error;
}

/** What happened on the way to an answer. */
export interface ExecutionInfo {
  /** The node that sent this answer, a result or an error. Undefined when no node answered, as after a timeout. */
  readonly coordinator: string | undefined;
  /** The attempts in the order of their start, including retries and speculative executions. */
  readonly attempts: readonly ExecutionAttempt[];
  /** The number of speculative executions that were started. */
  readonly speculativeExecutions: number;
  /** A number of cassandra-driver's `types.consistencies`. */
  readonly consistency: number | undefined;
  /** The warnings of the server, for example about a large batch. */
  readonly warnings: readonly string[];
  /** The custom payload of the answer; undefined without one. */
  readonly customPayload: Readonly<Record<string, Buffer | null>> | undefined;
  /** The id of the trace; undefined unless the request had `trace: true`. */
  readonly traceId: Uuid | undefined;
  /** The bytes of the request, over all attempts. */
  readonly requestBytes: number;
  /** The bytes of the answers, over all attempts. */
  readonly responseBytes: number;
  /** Set after a change of the schema: whether all nodes agreed on it within `maxSchemaAgreementWaitMs`. */
  readonly schemaInAgreement?: boolean;
  /** True on the error of a node that was to be followed by another node: the retry policy asked for one, and none was left. */
  readonly nodesExhausted?: boolean;
}

/**
 * Sets `executionInfo` on an error. Not enumerable: the attempts contain errors, among them this one, and
 * `JSON.stringify(error)` must not fail on that cycle.
 */
export function attachExecutionInfo(error: Error, executionInfo: ExecutionInfo): void {
  // An error of the application may be frozen: it stays without.
  Reflect.defineProperty(error, 'executionInfo', { value: executionInfo, writable: true, configurable: true });
}

/** The most statements of a batch that an error lists: a batch may have 65,535. */
const maxStatements = 10;

/** Sets `statement` on an error: the text, without the values of its parameters. An error that several requests share keeps its first. */
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
