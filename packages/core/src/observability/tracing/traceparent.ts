// The context of a span as entries of a custom payload, by W3C Trace Context (https://www.w3.org/TR/trace-context-1/, section 3).
import type { SpanContext } from '@opentelemetry/api';
import type { CarriedPayload } from '../channels/message-keys';

const noTraceId = '0'.repeat(32);

/** Returns `traceparent`, and `tracestate` unless it is empty; undefined for the context of no trace: there is no SDK. */
export function traceparentOf({ traceId, spanId, traceFlags, traceState }: SpanContext): CarriedPayload | undefined {
  if (traceId === noTraceId) return undefined;
  const traceparent = Buffer.from(`00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`);
  const state = traceState?.serialize() ?? '';
  return state === '' ? { traceparent } : { traceparent, tracestate: Buffer.from(state) };
}

/**
 * Adds the trace of a tracer to the application's entries, unless they have a trace: a state belongs to the `traceparent` beside it. Names are
 * compared in any case, because Trace Context comes from headers.
 */
export function withTrace(own: CarriedPayload | undefined, trace: CarriedPayload): CarriedPayload {
  if (own === undefined) return trace;
  for (const name in own) {
    if (/^trace(?:parent|state)$/i.test(name)) return own;
  }
  return { ...own, ...trace };
}
