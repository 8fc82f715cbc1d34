// The metrics of requests and connections, by the semantic conventions of OpenTelemetry (semantic-conventions 1.40, docs/db/database-metrics.md):
// `db.client.operation.duration` is stable, the others are in development.
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Histogram, Meter, MeterProvider, ObservableResult } from '@opentelemetry/api';
import { guardCallback, guardListener } from '../waiting/guard-callback';
import { channels } from '../observability/channels/channels';
import { measuredKey } from '../observability/channels/message-keys';
import type { NodeMessage, RequestMessage } from '../observability/channels/messages';
import {
  stopWaiting,
  subscribeWhenNeeded,
  type WaitingSubscriber,
} from '../observability/channels/waiting-subscribers';
import { MetricAttributes } from './metric-attributes';
import { ObservedNodes } from './observed-nodes';

type MeasuredRequest = RequestMessage & { [measuredKey]?: object | undefined };

/** The boundaries that the conventions name: seconds and rows. */
const durationBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const rowBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

interface Instruments {
  readonly duration: Histogram;
  readonly rows: Histogram;
  /** Ends the observation of connections. */
  stop(): void;
}

export class RequestMeters implements WaitingSubscriber {
  readonly #api: typeof OpenTelemetry;
  readonly #name: string;
  readonly #version: string;
  readonly #attributes = new MetricAttributes();
  readonly #nodes = new ObservedNodes();
  /** Undefined: the global provider, whichever it is when a request ends. */
  #given: MeterProvider | undefined = undefined;
  #provider: MeterProvider | undefined = undefined;
  /** Undefined without an SDK. */
  #instruments: Instruments | undefined = undefined;
  readonly #onRequestEnd = this.#listener<MeasuredRequest>((request) => this.#record(request));
  readonly #onNode = this.#listener<NodeMessage>((message) => {
    this.#nodes.onChange(message);
    this.#currentInstruments();
  });

  constructor(api: typeof OpenTelemetry, name: string, version: string) {
    this.#api = api;
    this.#name = name;
    this.#version = version;
  }

  /** Starts to measure: nodes at once, requests when there is an SDK. */
  subscribe(): void {
    channels.node.subscribe(this.#onNode);
    subscribeWhenNeeded(this);
  }

  subscribeIfNeeded(): boolean {
    if (this.#currentInstruments() === undefined) return false;
    channels.request.asyncEnd.subscribe(this.#onRequestEnd);
    return true;
  }

  unsubscribe(): void {
    stopWaiting(this);
    channels.request.asyncEnd.unsubscribe(this.#onRequestEnd);
    channels.node.unsubscribe(this.#onNode);
    this.#stop();
  }

  /** Uses the meters of this provider. The global one may be replaced later, so that it is not kept. */
  useProvider(provider: MeterProvider): void {
    this.#given = provider === this.#api.metrics.getMeterProvider() ? undefined : provider;
  }

  #record(request: MeasuredRequest): void {
    const instruments = this.#currentInstruments();
    if (instruments === undefined) return;
    const node = request.attempts.at(-1)?.node;
    if (node !== undefined) this.#nodes.add(node);
    if (!this.#isFirst(request)) return;
    const attributes = this.#attributes.of(request);
    instruments.duration.record((request.durationMs ?? 0) / 1000, attributes);
    if (request.pageCount > 0) instruments.rows.record(request.rowCount, attributes);
  }

  /** Returns whether no other instrumentation has recorded the request with this provider. */
  #isFirst(request: MeasuredRequest): boolean {
    const provider = this.#provider!;
    const before = request[measuredKey];
    const providers = Array.isArray(before) ? (before as object[]) : [before];
    if (before === undefined) request[measuredKey] = provider;
    else if (providers.includes(provider)) return false;
    else request[measuredKey] = [...providers, provider];
    return true;
  }

  /** Returns the instruments. An SDK may be set up after this object was created, and replace the global provider. */
  #currentInstruments(): Instruments | undefined {
    const provider = this.#given ?? this.#api.metrics.getMeterProvider();
    if (provider === this.#provider) return this.#instruments;
    this.#stop();
    this.#provider = provider;
    const meter = provider.getMeter(this.#name, this.#version);
    this.#instruments = meter === this.#api.createNoopMeter() ? undefined : this.#createInstruments(meter);
    return this.#instruments;
  }

  #stop(): void {
    this.#instruments?.stop();
    this.#instruments = undefined;
    this.#provider = undefined;
  }

  #createInstruments(meter: Meter): Instruments {
    const duration = meter.createHistogram('db.client.operation.duration', {
      description: 'Duration of database client operations.',
      unit: 's',
      advice: { explicitBucketBoundaries: durationBoundaries },
    });
    const rows = meter.createHistogram('db.client.response.returned_rows', {
      description: 'The actual number of records returned by the database operation.',
      unit: '{row}',
      advice: { explicitBucketBoundaries: rowBoundaries },
    });
    const connections = meter.createObservableUpDownCounter('db.client.connection.count', {
      description: 'The number of connections that are currently in state described by the state attribute.',
      unit: '{connection}',
    });
    const observe = (result: ObservableResult): void => {
      guardCallback(this, 'Counting connections for OpenTelemetry', () => this.#observeConnections(result));
    };
    connections.addCallback(observe);
    return { duration, rows, stop: () => connections.removeCallback(observe) };
  }

  #observeConnections(result: ObservableResult): void {
    for (const { endpoint, used, idle } of this.#nodes.counts()) {
      const pool = { 'db.client.connection.pool.name': endpoint };
      result.observe(used, { ...pool, 'db.client.connection.state': 'used' });
      result.observe(idle, { ...pool, 'db.client.connection.state': 'idle' });
    }
  }

  #listener<Message>(handle: (message: Message) => void): (message: unknown) => void {
    return guardListener(this, 'Measuring with OpenTelemetry', handle);
  }
}
