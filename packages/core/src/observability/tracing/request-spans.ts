// Creates the spans of requests and of their attempts: subscribes to the channels for traceWithOpenTelemetry and the instrumentation.
//
// A span that is not sampled costs one call of the tracer: it gets no attributes at its end, and its attempts get no spans. Until an SDK is set
// up nothing is subscribed. A span that has begun is ended, whatever changes meanwhile: the settings, the provider, or that tracing stops.
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Context, Span, Tracer, TracerProvider } from '@opentelemetry/api';
import { guardListener } from '../../waiting/guard-callback';
import { channels } from '../channels/channels';
import { messageToShow } from '../channels/error-type';
import { payloadKey, spansKey, type CarriedPayload } from '../channels/message-keys';
import type { AttemptMessage, RequestMessage } from '../channels/messages';
import { stopWaiting, subscribeWhenNeeded, type WaitingSubscriber } from '../channels/waiting-subscribers';
import { errorAttributes, setEndAttributes } from './span-attributes';
import { StatementSpans, type SpanBeginning } from './statement-spans';
import { traceparentOf } from './traceparent';

/** What tracers may be asked for. */
export interface SpanSettings {
  readonly statementText: boolean;
  readonly attempts: boolean;
  readonly traceparent: boolean;
}

/** A span of a message. Tracers of other copies of this package read `provider`, `span` and `next`. */
interface StartedSpan {
  readonly owner: RequestSpans;
  /** The provider of the span, without a proxy. */
  readonly provider: object;
  /** For the spans of the attempts: they belong where the span of their request is. */
  readonly tracer: Tracer;
  readonly span: Span;
  /** The context that the request was started in. */
  readonly context: Context;
  readonly beginning: SpanBeginning | undefined;
  /** The span that a tracer of another provider created for the same message. */
  readonly next: StartedSpan | undefined;
}

interface TracedMessage {
  [spansKey]?: StartedSpan | undefined;
  [payloadKey]?: CarriedPayload | undefined;
}

type TracedRequest = RequestMessage & TracedMessage;
type TracedAttempt = AttemptMessage & TracedMessage;

export class RequestSpans implements WaitingSubscriber {
  readonly #api: typeof OpenTelemetry;
  readonly #version: string | undefined;
  #settings!: SpanSettings;
  #statements!: StatementSpans;
  /** What the proxy of the API has behind it before an SDK is set up: its spans record nothing, and nobody sees them. */
  readonly #withoutSdk: object;
  /** Undefined: the global provider, whichever it is when a request starts. */
  #given: TracerProvider | undefined;
  #provider: TracerProvider | undefined = undefined;
  #tracer!: Tracer;
  #isActive = false;
  #listensToEnds = false;
  /** The number of spans that have begun and are not ended. */
  #openSpans = 0;
  readonly #onRequestStart = this.#listener<TracedRequest>((request) => this.#startRequest(request));
  readonly #onRequestEnd = this.#listener<TracedRequest>((request) => this.#end(request, setEndAttributes));
  readonly #onAttemptStart = this.#listener<TracedAttempt>((attempt) => this.#startAttempt(attempt));
  readonly #onAttemptEnd = this.#listener<TracedAttempt>((attempt) => this.#end(attempt));

  constructor(api: typeof OpenTelemetry, given: TracerProvider | undefined, settings: SpanSettings, version?: string) {
    this.#api = api;
    this.#given = given;
    this.#version = version;
    this.#withoutSdk = withoutProxy(new api.ProxyTracerProvider());
    this.configure(settings);
  }

  /** Creates the next spans with these settings. */
  configure(settings: SpanSettings): void {
    const wasActive = this.#isActive;
    this.unsubscribe();
    this.#settings = settings;
    this.#statements = new StatementSpans(this.#api.SpanKind.CLIENT, settings.statementText);
    if (wasActive) this.subscribe();
  }

  /** Starts to create spans, now or when an SDK is set up. Does nothing if it has started. */
  subscribe(): void {
    if (this.#isActive) return;
    this.#isActive = true;
    subscribeWhenNeeded(this);
  }

  subscribeIfNeeded(): boolean {
    const provider = this.#given ?? this.#api.trace.getTracerProvider();
    // A span of the application that is active without an SDK, such as one from another process, is still sent to the node.
    if (withoutProxy(provider) === this.#withoutSdk && !this.#settings.traceparent) return false;
    this.#subscribe();
    return true;
  }

  #subscribe(): void {
    channels.request.start.subscribe(this.#onRequestStart);
    if (this.#settings.attempts) channels.attempt.start.subscribe(this.#onAttemptStart);
    if (this.#listensToEnds) return;
    this.#listensToEnds = true;
    channels.request.asyncEnd.subscribe(this.#onRequestEnd);
    channels.attempt.asyncEnd.subscribe(this.#onAttemptEnd);
  }

  /** Stops creating spans. The spans of requests in flight are ended with their requests. */
  unsubscribe(): void {
    this.#isActive = false;
    stopWaiting(this);
    channels.request.start.unsubscribe(this.#onRequestStart);
    channels.attempt.start.unsubscribe(this.#onAttemptStart);
    this.#leaveIfDone();
  }

  #leaveIfDone(): void {
    if (this.#isActive || this.#openSpans > 0 || !this.#listensToEnds) return;
    this.#listensToEnds = false;
    channels.request.asyncEnd.unsubscribe(this.#onRequestEnd);
    channels.attempt.asyncEnd.unsubscribe(this.#onAttemptEnd);
  }

  /** Creates the next spans with this provider; undefined: with the global one. */
  useProvider(provider: TracerProvider | undefined): void {
    this.#given = provider;
  }

  #startRequest(request: TracedRequest): void {
    const tracer = this.#currentTracer();
    const provider = withoutProxy(this.#provider!);
    // The SDK is gone again.
    if (provider === this.#withoutSdk && !this.#settings.traceparent) return;
    const next = request[spansKey];
    const before = startedBy(provider, next);
    if (before !== undefined) {
      if (this.#settings.traceparent) carry(request, before.span);
      return;
    }
    const context = this.#api.context.active();
    const beginning = this.#statements.beginningOf(request);
    const span = tracer.startSpan(beginning.name, beginning.options, context);
    request[spansKey] = { owner: this, provider, tracer, span, context, beginning, next };
    this.#openSpans++;
    if (this.#settings.traceparent) carry(request, span);
  }

  #startAttempt(attempt: TracedAttempt): void {
    const request = attempt.request as TracedRequest;
    const parent = this.#startedOf(request);
    // Undefined if tracing started in the middle of the request.
    if (parent === undefined || !parent.span.isRecording()) return;
    const { provider, tracer } = parent;
    const context = this.#api.trace.setSpan(parent.context, parent.span);
    const options = this.#statements.optionsOf(attempt.node);
    const span = tracer.startSpan(parent.beginning!.attemptName, options, context);
    attempt[spansKey] = { owner: this, provider, tracer, span, context, beginning: undefined, next: attempt[spansKey] };
    this.#openSpans++;
  }

  #end<Message extends TracedRequest | TracedAttempt>(
    message: Message,
    describe?: (span: Span, message: Message) => void,
  ): void {
    const span = this.#startedOf(message)?.span;
    if (span === undefined) return;
    try {
      if (span.isRecording()) {
        describe?.(span, message);
        this.#setError(span, message);
      }
    } finally {
      this.#openSpans--;
      this.#leaveIfDone();
      span.end();
    }
  }

  #setError(span: Span, { error, errorType }: RequestMessage | AttemptMessage): void {
    if (errorType === undefined) return;
    span.setAttributes(errorAttributes(error, errorType));
    const message = messageToShow(error, errorType);
    const code = this.#api.SpanStatusCode.ERROR;
    span.setStatus(message === undefined ? { code } : { code, message });
  }

  #startedOf(message: TracedMessage): StartedSpan | undefined {
    let started = message[spansKey];
    while (started !== undefined && started.owner !== this) started = started.next;
    return started;
  }

  /** Returns the tracer. An SDK may be set up after this object was created, and replace the global provider. */
  #currentTracer(): Tracer {
    const provider = this.#given ?? this.#api.trace.getTracerProvider();
    if (provider === this.#provider) return this.#tracer;
    this.#tracer = provider.getTracer('@async-cassandra/core', this.#version);
    this.#provider = provider;
    return this.#tracer;
  }

  #listener<Message>(handle: (message: Message) => void): (message: unknown) => void {
    return guardListener(this, 'Tracing with OpenTelemetry', handle);
  }
}

/** Returns the span that a tracer of the provider has created already, perhaps one of another copy of this package. */
function startedBy(provider: object, first: StartedSpan | undefined): StartedSpan | undefined {
  let started = first;
  while (started !== undefined && started.provider !== provider) started = started.next;
  return started;
}

function carry(request: TracedRequest, span: Span): void {
  const payload = traceparentOf(span.spanContext());
  if (payload !== undefined) request[payloadKey] = payload;
}

/** Returns the provider behind the proxy that the API gives out before an SDK is set up. */
function withoutProxy(provider: TracerProvider): object {
  return (provider as { getDelegate?(): TracerProvider }).getDelegate?.() ?? provider;
}
