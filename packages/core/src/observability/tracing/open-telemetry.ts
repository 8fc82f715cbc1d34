// OpenTelemetry spans of requests and their attempts. It subscribes to the public channels.
import type { Context, Span, Tracer, TracerProvider } from '@opentelemetry/api';
import { objectWith, trueOrFalse } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { guardCallback } from '../../waiting/guard-callback';
import { channels } from '../channels/channels';
import { messageToShow } from '../channels/error-type';
import { loadOpenTelemetry } from './load-open-telemetry';
import type { AttemptMessage, RequestMessage } from '../channels/messages';
import { endAttributes, errorAttributes, nodeAttributes, spanName, startAttributes } from './span-attributes';

/** The options of `traceWithOpenTelemetry`. */
export interface OpenTelemetryOptions {
  /** A `TracerProvider` of OpenTelemetry. Default: the global one. */
  readonly tracerProvider?: { getTracer(name: string): unknown } | undefined;
  /** Whether spans have `db.query.text`: the text with `?` in place of every literal. Default: true. */
  readonly statementText?: boolean | undefined;
  /** Whether each attempt gets a span below the span of its request. Default: true. */
  readonly attempts?: boolean | undefined;
}

export const openTelemetryBag = optionBag('traceWithOpenTelemetry', {
  tracerProvider: option(
    objectWith<NonNullable<OpenTelemetryOptions['tracerProvider']>>('a TracerProvider of OpenTelemetry', 'getTracer'),
  ),
  statementText: option(trueOrFalse, true),
  attempts: option(trueOrFalse, true),
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
  const tracing = new RequestTracing(options);
  tracing.subscribe();
  return { [Symbol.dispose]: () => tracing.unsubscribe() };
}

type Listener = (message: unknown) => void;

class RequestTracing {
  readonly #api = loadOpenTelemetry();
  readonly #tracer: Tracer;
  readonly #withText: boolean;
  readonly #withAttempts: boolean;
  readonly #spans = new WeakMap<RequestMessage | AttemptMessage, { readonly span: Span; readonly context: Context }>();
  readonly #onRequestStart = this.#listener<RequestMessage>((request) => this.#startRequest(request));
  readonly #onRequestEnd = this.#listener<RequestMessage>((request) => this.#end(request, endAttributes(request)));
  readonly #onAttemptStart = this.#listener<AttemptMessage>((attempt) => this.#startAttempt(attempt));
  readonly #onAttemptEnd = this.#listener<AttemptMessage>((attempt) => this.#end(attempt, errorAttributes(attempt)));

  constructor(options: OpenTelemetryOptions) {
    const { tracerProvider, statementText, attempts } = completeOptions(openTelemetryBag, options);
    const provider = (tracerProvider as TracerProvider | undefined) ?? this.#api.trace;
    this.#tracer = provider.getTracer('@async-cassandra/core');
    this.#withText = statementText;
    this.#withAttempts = attempts;
  }

  subscribe(): void {
    channels.request.start.subscribe(this.#onRequestStart);
    channels.request.asyncEnd.subscribe(this.#onRequestEnd);
    if (!this.#withAttempts) return;
    channels.attempt.start.subscribe(this.#onAttemptStart);
    channels.attempt.asyncEnd.subscribe(this.#onAttemptEnd);
  }

  unsubscribe(): void {
    channels.request.start.unsubscribe(this.#onRequestStart);
    channels.request.asyncEnd.unsubscribe(this.#onRequestEnd);
    channels.attempt.start.unsubscribe(this.#onAttemptStart);
    channels.attempt.asyncEnd.unsubscribe(this.#onAttemptEnd);
  }

  #startRequest(request: RequestMessage): void {
    const parent = this.#api.context.active();
    const attributes = startAttributes(request, this.#withText);
    const span = this.#tracer.startSpan(spanName(request), { kind: this.#api.SpanKind.CLIENT, attributes }, parent);
    this.#spans.set(request, { span, context: this.#api.trace.setSpan(parent, span) });
  }

  #startAttempt(attempt: AttemptMessage): void {
    const parent = this.#spans.get(attempt.request);
    // Tracing started in the middle of the request.
    if (parent === undefined) return;
    const attributes = { 'db.system.name': 'cassandra', ...nodeAttributes(attempt.node) };
    const name = `${spanName(attempt.request)} attempt`;
    const span = this.#tracer.startSpan(name, { kind: this.#api.SpanKind.CLIENT, attributes }, parent.context);
    this.#spans.set(attempt, { span, context: parent.context });
  }

  #end(message: RequestMessage | AttemptMessage, attributes: ReturnType<typeof endAttributes>): void {
    const started = this.#spans.get(message);
    if (started === undefined) return;
    started.span.setAttributes(attributes);
    if (message.errorType !== undefined) {
      const shown = messageToShow(message.error, message.errorType);
      started.span.setStatus({
        code: this.#api.SpanStatusCode.ERROR,
        ...(shown === undefined ? {} : { message: shown }),
      });
    }
    started.span.end();
  }

  /** Guards the listener: an exception in a listener of a channel, for example of an SDK, would end the process. */
  #listener<Message>(handle: (message: Message) => void): Listener {
    return (message) => guardCallback(this, 'Tracing with OpenTelemetry', () => handle(message as Message));
  }
}
