// OpenTelemetry spans of requests and their attempts, with one call.
import type { TracerProvider } from '@opentelemetry/api';
import { objectWith, trueOrFalse } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { loadOpenTelemetry } from './load-open-telemetry';
import { RequestSpans } from './request-spans';

/** The options of `traceWithOpenTelemetry`. */
export interface OpenTelemetryOptions {
  /** A `TracerProvider` of OpenTelemetry. Default: the global one. */
  readonly tracerProvider?: { getTracer(name: string): unknown } | undefined;
  /** Whether spans have `db.query.text`: the text with `?` in place of every literal. Default: true. */
  readonly statementText?: boolean | undefined;
  /** Whether each attempt gets a span below the span of its request. Default: true. */
  readonly attempts?: boolean | undefined;
  /**
   * Whether each request sends its span to the node: the entry `traceparent` of the custom payload, by W3C Trace Context, and `tracestate` if
   * the trace has one. Not if the payload of the application has one of the two: a request has one trace. Cassandra ignores them unless it has
   * a query handler that reads them. Default: false.
   */
  readonly traceparent?: boolean | undefined;
}

export const openTelemetryBag = optionBag('traceWithOpenTelemetry', {
  tracerProvider: option(
    objectWith<NonNullable<OpenTelemetryOptions['tracerProvider']>>('a TracerProvider of OpenTelemetry', 'getTracer'),
  ),
  statementText: option(trueOrFalse, true),
  attempts: option(trueOrFalse, true),
  traceparent: option(trueOrFalse, false),
} satisfies TableOf<OpenTelemetryOptions>);

/**
 * Starts to create spans for the requests of every session in this process: one for each call, one for each page of a stream or scan
 * below the span that was active when the stream was opened, and one for each attempt below those. Dispose of the result to
 * stop.
 *
 * @example
 * const tracing = traceWithOpenTelemetry();
 *
 * @throws ConfigurationError when an option is unknown or invalid, or @opentelemetry/api is not installed.
 */
export function traceWithOpenTelemetry(options: OpenTelemetryOptions = {}): Disposable {
  const { tracerProvider, ...settings } = completeOptions(openTelemetryBag, options);
  const spans = new RequestSpans(loadOpenTelemetry(), tracerProvider as TracerProvider | undefined, settings);
  spans.subscribe();
  return { [Symbol.dispose]: () => spans.unsubscribe() };
}
