// Logs slow and failed requests. It subscribes to the public channels.
import { callback, trueOrFalse } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { guardCallback } from '../../waiting/guard-callback';
import { channels } from '../channels/channels';
import { messageToShow } from '../channels/error-type';
import type { RequestMessage } from '../channels/messages';

/** One slow or failed request, without any value of its statement. */
export interface RequestLogEntry {
  /** `warn` for a slow request, `error` for a failed one. */
  readonly level: 'warn' | 'error';
  readonly reason: 'slow' | 'failed';
  /** The id of the request, numbered from 1 in this process. */
  readonly requestId: number;
  /** The operation and its table: `SELECT users`. */
  readonly summary: string;
  /** The hash of the text without its values. */
  readonly queryHash: string;
  /** The first 4,096 characters of the text, with `?` in place of every literal. */
  readonly text: string;
  /** The keyspace of unqualified table names. */
  readonly keyspace: string | undefined;
  readonly durationMs: number;
  /** Milliseconds from the call to the first send; undefined when it was not sent. */
  readonly queuedMs: number | undefined;
  /** The number of rows received. */
  readonly rowCount: number;
  /** The endpoints of the nodes, each once, in the order of the first attempts. */
  readonly nodes: readonly string[];
  /** The number of attempts: at least one for each page of an `execute`, and one for each retry. */
  readonly attempts: number;
  /** The reason of each retry. */
  readonly retries: readonly string[];
  /** The type of the error; undefined for a success. */
  readonly errorType: string | undefined;
  /** Left out if the server's message may repeat values of the text. */
  readonly errorMessage: string | undefined;
}

/** The options of `logRequests`. */
export interface RequestLoggerOptions {
  /** Logs requests that take at least this many milliseconds; Infinity: only failed requests. Default: 500. */
  readonly slowMs?: number | undefined;
  /** Whether failed requests are logged. Default: true. */
  readonly errors?: boolean | undefined;
  /** Receives the entries. Default: one line on console.warn or console.error. */
  readonly log?: ((entry: RequestLogEntry) => void) | undefined;
}

export const requestLoggerBag = optionBag('logRequests', {
  slowMs: option<number, number>(
    (value) => (typeof value === 'number' && value >= 0 ? undefined : 'must be a number of milliseconds from 0'),
    500,
  ),
  errors: option(trueOrFalse, true),
  log: option(callback<NonNullable<RequestLoggerOptions['log']>>(), logLine),
} satisfies TableOf<RequestLoggerOptions>);

/**
 * Starts to log the requests of every session in this process. Dispose of the result to stop.
 *
 * @example
 * using logging = logRequests({ slowMs: 100, log: (entry) => logger[entry.level](entry) });
 */
export function logRequests(options: RequestLoggerOptions = {}): Disposable {
  const { slowMs, errors, log } = completeOptions(requestLoggerBag, options);
  const onEnd = (message: unknown): void => {
    const request = message as RequestMessage;
    const hasFailed = request.errorType !== undefined;
    if (hasFailed ? !errors : (request.durationMs ?? 0) < slowMs) return;
    guardCallback(log, 'The log function of logRequests', () => log(entryOf(request, hasFailed)));
  };
  channels.request.asyncEnd.subscribe(onEnd);
  return { [Symbol.dispose]: () => void channels.request.asyncEnd.unsubscribe(onEnd) };
}

function entryOf(request: RequestMessage, hasFailed: boolean): RequestLogEntry {
  const { statement, errorType } = request;
  return {
    level: hasFailed ? 'error' : 'warn',
    reason: hasFailed ? 'failed' : 'slow',
    requestId: request.id,
    summary: statement.summary,
    queryHash: statement.hash,
    text: statement.text,
    keyspace: request.keyspace,
    durationMs: request.durationMs ?? 0,
    queuedMs: request.queuedMs,
    rowCount: request.rowCount,
    nodes: [...new Set(request.attempts.map(({ node }) => node.endpoint))],
    attempts: request.attempts.length,
    retries: request.retries,
    errorType,
    errorMessage: errorType === undefined ? undefined : messageToShow(request.error, errorType),
  };
}

function logLine(entry: RequestLogEntry): void {
  const { level, reason, summary, queryHash, durationMs, nodes, attempts, errorType, errorMessage } = entry;
  const error = errorType === undefined ? '' : ` ${errorType}${errorMessage === undefined ? '' : `: ${errorMessage}`}`;
  const asked = attempts > nodes.length ? ` (${attempts} attempts)` : '';
  const where = nodes.length === 0 ? 'no node' : `${nodes.join(', ')}${asked}`;
  console[level](`${reason} request: ${summary} (${queryHash}) ${durationMs.toFixed(1)} ms, ${where}${error}`);
}
