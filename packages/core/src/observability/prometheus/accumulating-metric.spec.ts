import { Counter, Histogram, Registry } from 'prom-client';
import { durationBuckets, MetricFactory } from './metric-factory';
import * as PromClient from 'prom-client';

const values = [0.0003, 0.0005, 0.004, 0.004, 2, 60];
const labelSets = [
  { operation: 'SELECT', success: 'success' },
  { operation: 'say "no"\n', success: 'failure' },
];
const labelNames = ['operation', 'success'] as const;

/** The same numbers in two registries: of the metrics of prom-client, and of ours. */
function twoRegistries(): [Registry, Registry] {
  const theirs = new Registry();
  const ours = new Registry();
  const names = { labelNames: [...labelNames], registers: [theirs] };
  const histogram = new Histogram({ name: 'h_seconds', help: 'H', buckets: [...durationBuckets], ...names });
  const counter = new Counter({ name: 'c_total', help: 'C', ...names });
  const plain = new Counter({ name: 'p_total', help: 'P', registers: [theirs] });
  const plainHistogram = new Histogram({ name: 'q', help: 'Q', buckets: [1], registers: [theirs] });
  const make = new MetricFactory(PromClient, ours);
  const ourHistogram = make.accumulatingHistogram('h_seconds', 'H', labelNames);
  const ourCounter = make.accumulatingCounter('c_total', 'C', labelNames);
  make.accumulatingCounter('p_total', 'P').of({});
  make.accumulatingHistogram('q', 'Q', [], [1]).of({});
  for (const labels of labelSets) {
    for (const value of values) {
      histogram.observe(labels, value);
      ourHistogram.of(labels).observe(value);
    }
    counter.inc(labels, 3);
    ourCounter.of(labels).value += 3;
  }
  expect([plain, plainHistogram]).toHaveLength(2);
  return [theirs, ours];
}

describe('a metric that accumulates', () => {
  it('is scraped like one of prom-client', async () => {
    const [theirs, ours] = twoRegistries();
    expect(await ours.metrics()).toBe(await theirs.metrics());
  });

  it('is the same as JSON with default labels, and merged with others', async () => {
    const registries = twoRegistries();
    for (const registry of registries) registry.setDefaultLabels({ app: 'shop' });
    const [theirs, ours] = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));
    // prom-client has an exemplar, null, in each bucket.
    const essence = (metrics: unknown) =>
      JSON.parse(JSON.stringify(metrics).replaceAll(',"exemplar":null', '')) as unknown;
    expect(essence(ours)).toEqual(essence(theirs));
    const merged = twoRegistries().map((registry) => Registry.merge([registry, new Registry()]).metrics());
    expect(await merged[1]).toBe(await merged[0]);
  });

  it('is the same for OpenMetrics', async () => {
    const registries = twoRegistries();
    const texts = registries.map((registry) => {
      registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
      return registry.metrics();
    });
    expect(await texts[1]).toBe(await texts[0]);
  });

  it('begins again after a reset, with the same series', async () => {
    const registry = new Registry();
    const counter = new MetricFactory(PromClient, registry).accumulatingCounter('c_total', 'C', ['host']);
    const series = counter.of({ host: 'a' });
    series.value += 5;
    registry.resetMetrics();
    expect(await registry.metrics()).not.toContain('host="a"');
    series.value += 2;
    expect(await registry.metrics()).toContain('c_total{host="a"} 2');
    expect(counter.of({ host: 'a' })).toBe(series);
  });

  it.each([NaN, Infinity])('refuses %d', (value) => {
    const histogram = new MetricFactory(PromClient, new Registry()).accumulatingHistogram('h', 'H');
    expect(() => histogram.of({}).observe(value)).toThrow(TypeError);
  });
});
