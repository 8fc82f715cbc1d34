// What tracers keep in a message, and send with it: properties by symbols that all copies of this package in a process share. The instrumentation
// of an application and its bundled client are often two copies.

/**
 * The spans of a message: the first tracer that sees the message leaves its span here, so that another one of the same provider does not
 * create it again. A property, because an entry in a WeakMap for each request costs as much as the rest of the message.
 */
export const spansKey: unique symbol = Symbol.for('@async-cassandra/core/spans') as never;

/**
 * The trace for the custom payload of a request. Assigned while `start` is published, it is sent with each attempt, unless the application's
 * payload has a trace.
 */
export const payloadKey: unique symbol = Symbol.for('@async-cassandra/core/payload') as never;

/** The providers of OpenTelemetry that have recorded the end of a request in metrics: one, or an array of several. */
export const measuredKey: unique symbol = Symbol.for('@async-cassandra/core/measured') as never;

export type CarriedPayload = Readonly<Record<string, Buffer>>;
