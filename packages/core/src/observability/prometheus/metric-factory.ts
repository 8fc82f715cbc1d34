// Creates the metrics of one registry of prom-client.
import type * as PromClient from 'prom-client';
import { AccumulatingCounter, AccumulatingHistogram } from './accumulating-metric';

/** Seconds: from a fast read from memory to the default timeout of a request. */
export const durationBuckets: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

export class MetricFactory {
  readonly #client: typeof PromClient;
  readonly #registry: PromClient.Registry;
  readonly #registers: PromClient.Registry[];
  readonly #metrics: PromClient.Metric[] = [];

  constructor(client: typeof PromClient, registry: PromClient.Registry) {
    this.#client = client;
    this.#registry = registry;
    this.#registers = [registry];
  }

  /** Creates a counter for every request. `of` must be called once to show a counter without labels. */
  accumulatingCounter<Name extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Name[] = [],
  ): AccumulatingCounter<Name> {
    return this.#registered(new AccumulatingCounter(name, help, labelNames));
  }

  /** Creates a histogram for every request, as `accumulatingCounter` creates counters. */
  accumulatingHistogram<Name extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Name[] = [],
    buckets: readonly number[] = durationBuckets,
  ): AccumulatingHistogram<Name> {
    return this.#registered(new AccumulatingHistogram(name, help, labelNames, buckets));
  }

  counter<Name extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Name[] = [],
    collect?: () => void,
  ): PromClient.Counter<Name> {
    return this.#kept(
      new this.#client.Counter({ name, help, labelNames: [...labelNames], registers: this.#registers, collect }),
    );
  }

  gauge<Name extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Name[] = [],
    collect?: () => void,
  ): PromClient.Gauge<Name> {
    return this.#kept(
      new this.#client.Gauge({ name, help, labelNames: [...labelNames], registers: this.#registers, collect }),
    );
  }

  /** Registers again the metrics that the application has removed, such as by `registry.clear()`. They keep their values. */
  registerAgain(): void {
    const registered = new Set(this.#registry.getMetricsAsArray() as object[]);
    for (const metric of this.#metrics) if (!registered.has(metric)) this.#registry.registerMetric(metric);
  }

  #registered<Metric extends object>(metric: Metric): Metric {
    this.#registry.registerMetric(metric as unknown as PromClient.Metric);
    return this.#kept(metric);
  }

  #kept<Metric extends object>(metric: Metric): Metric {
    this.#metrics.push(metric as unknown as PromClient.Metric);
    return metric;
  }
}
