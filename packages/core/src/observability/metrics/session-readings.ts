// Registers the metrics that are read when Prometheus scrapes, and keeps the sessions that they are read from.
import type { MetricFactory } from '../prometheus/metric-factory';
import type { ObservedSession } from './observed-session';
import {
  nodeReadings,
  preparedReadings,
  rackReadings,
  sessionReadings,
  type Reading,
} from '../prometheus/prometheus-readings';

/** The objects of a reading, and their label. */
interface Origin<Source extends object> {
  all(): readonly Source[];
  /** Undefined: no label. */
  readonly hostOf?: (source: Source) => string;
}

export class SessionReadings {
  readonly #factory: MetricFactory;
  readonly #sessions = new Set<ObservedSession>();
  /** Functions that update the counters. */
  readonly #updates: (() => void)[] = [];

  constructor(factory: MetricFactory) {
    this.#factory = factory;
    this.#register(nodeReadings, { all: () => this.#nodes(), hostOf: ({ endpoint }) => endpoint });
    for (const reading of rackReadings) {
      this.#registerCounter(
        reading,
        () => this.#nodes(),
        ['datacenter', 'rack'],
        ({ datacenter, rack }) => ({ datacenter, rack }),
      );
    }
    this.#register(sessionReadings, { all: () => [...this.#sessions] });
    this.#register(preparedReadings, { all: () => distinct([...this.#sessions].map((each) => each.preparedCache)) });
  }

  watch(session: ObservedSession): void {
    this.#sessions.add(session);
  }

  /** Removes a session. Its counts stay. */
  forget(session: ObservedSession): void {
    for (const update of this.#updates) update();
    this.#sessions.delete(session);
  }

  #nodes(): ObservedSession['nodes'] {
    return distinct([...this.#sessions].flatMap(({ nodes }) => nodes)).filter(({ isIgnored }) => !isIgnored);
  }

  #register<Source extends object>(readings: readonly Reading<Source>[], origin: Origin<Source>): void {
    for (const reading of readings) {
      if (reading.kind === 'gauge') this.#registerGauge(reading, origin);
      else this.#registerCounter(reading, origin.all, labelNames(origin.hostOf), hostLabel(origin.hostOf));
    }
  }

  #registerGauge<Source extends object>(reading: Reading<Source>, { all, hostOf }: Origin<Source>): void {
    const { name, help, read, combine = add } = reading;
    const gauge = this.#factory.gauge(name, help, labelNames(hostOf), () => {
      gauge.reset();
      const values = new Map<string, number>();
      for (const source of all()) {
        const host = hostOf?.(source) ?? '';
        const before = values.get(host);
        values.set(host, before === undefined ? read(source) : combine(before, read(source)));
      }
      for (const [host, value] of values) gauge.set(hostOf === undefined ? {} : { host }, value);
    });
  }

  /** A counter of prom-client cannot be set, and must not shrink when a node or a session is removed: only increments are added. */
  #registerCounter<Source extends object, Label extends string>(
    { name, help, read }: Reading<Source>,
    all: () => readonly Source[],
    labels: readonly Label[],
    labelsOf: (source: Source) => Partial<Record<Label, string>>,
  ): void {
    const counted = new WeakMap<Source, number>();
    const update = (): void => {
      for (const source of all()) {
        const value = read(source);
        counter.inc(labelsOf(source), Math.max(0, value - (counted.get(source) ?? 0)));
        counted.set(source, value);
      }
    };
    const counter = this.#factory.counter(name, help, labels, update);
    this.#updates.push(update);
  }
}

function labelNames(hostOf: unknown): readonly 'host'[] {
  return hostOf === undefined ? [] : ['host'];
}

function hostLabel<Source>(hostOf: ((source: Source) => string) | undefined): (source: Source) => { host?: string } {
  return (source) => (hostOf === undefined ? {} : { host: hostOf(source) });
}

function add(one: number, other: number): number {
  return one + other;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
