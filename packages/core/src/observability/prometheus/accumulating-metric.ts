// Metrics that add up in plain fields, and give prom-client their values at a scrape. A call of prom-client for each request checks and
// hashes the labels each time: eight of them cost more than half of a point read.
//
// Each has what a Registry asks of a metric (`name`, `type`, `get`, `reset`), and is registered like one of its own.
import type * as PromClient from 'prom-client';

type Values = Awaited<ReturnType<PromClient.Metric['get']>>;
type Value = PromClient.MetricValueWithName<string>;
type Labels = Readonly<Record<string, string>>;

/** The values of one combination of labels. */
interface Series {
  readonly labels: Labels;
  /** Whether nothing was counted since the creation or the last reset. */
  readonly isEmpty: boolean;
  reset(): void;
}

/** A counter of one combination of labels. Add to `value`. */
export class CountSeries implements Series {
  value = 0;

  constructor(readonly labels: Labels) {}

  get isEmpty(): boolean {
    return this.value === 0;
  }

  reset(): void {
    this.value = 0;
  }
}

/** A histogram of one combination of labels. */
export class HistogramSeries implements Series {
  count = 0;
  sum = 0;
  /** By bound, not cumulated; the last one counts what is above all bounds. */
  readonly counts: Float64Array;
  readonly #bounds: readonly number[];

  constructor(
    readonly labels: Labels,
    bounds: readonly number[],
  ) {
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** @throws TypeError for NaN and infinite values, as prom-client does. */
  observe(value: number): void {
    if (!Number.isFinite(value)) throw new TypeError('The value of a histogram must be a finite number');
    const bounds = this.#bounds;
    let index = 0;
    while (index < bounds.length && value > bounds[index]!) index++;
    this.counts[index]!++;
    this.sum += value;
    this.count++;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.counts.fill(0);
  }
}

abstract class AccumulatingMetric<Name extends string, S extends Series> {
  /** A registry of OpenMetrics assigns the name of a counter without `_total`. */
  name: string;
  readonly help: string;
  readonly aggregator = 'sum';
  /** As on a metric of prom-client, for tools that read them. */
  readonly labelNames: readonly Name[];
  readonly #series = new Map<string, S>();
  abstract readonly type: string;

  constructor(name: string, help: string, labelNames: readonly Name[]) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
  }

  /** Returns the series of these labels. Keep it: it stays the same, also over `reset`. */
  of(labels: Readonly<Record<Name, string>>): S {
    const key = this.labelNames.map((name) => labels[name]).join('\0');
    let series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, (series = this.create(labels)));
    return series;
  }

  /** Called by a registry. A series without values is shown only if the metric has no labels. */
  get(): Promise<Values> {
    const shown = [...this.#series.values()].filter((series) => !series.isEmpty || this.labelNames.length === 0);
    const { name, help, aggregator } = this;
    const values = shown.flatMap((series) => this.valuesOf(series));
    return Promise.resolve({ name, help, type: this.type, aggregator, values } as unknown as Values);
  }

  /** Called by a registry. */
  reset(): void {
    for (const series of this.#series.values()) series.reset();
  }

  protected abstract create(labels: Labels): S;
  protected abstract valuesOf(series: S): Value[];
}

export class AccumulatingCounter<Name extends string = never> extends AccumulatingMetric<Name, CountSeries> {
  readonly type = 'counter';

  protected override create(labels: Labels): CountSeries {
    return new CountSeries(labels);
  }

  protected override valuesOf({ labels, value }: CountSeries): Value[] {
    return [{ labels: { ...labels }, value }];
  }
}

export class AccumulatingHistogram<Name extends string = never> extends AccumulatingMetric<Name, HistogramSeries> {
  readonly type = 'histogram';
  readonly #bounds: readonly number[];

  constructor(name: string, help: string, labelNames: readonly Name[], bounds: readonly number[]) {
    super(name, help, labelNames);
    this.#bounds = bounds;
  }

  protected override create(labels: Labels): HistogramSeries {
    return new HistogramSeries(labels, this.#bounds);
  }

  protected override valuesOf({ labels, counts, count, sum }: HistogramSeries): Value[] {
    let upToHere = 0;
    const buckets = this.#bounds.map((le, index) => {
      upToHere += counts[index]!;
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: upToHere };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
      { metricName: `${this.name}_sum`, labels: { ...labels }, value: sum },
      { metricName: `${this.name}_count`, labels: { ...labels }, value: count },
    ];
  }
}
