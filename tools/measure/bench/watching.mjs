// The cost of observing a request, and the cost without observers: one process, one cluster, and the ways to observe
// take turns, round by round, on the same point read. The first round warms up.
import { createRequire } from 'node:module';
import path from 'node:path';
import { isObserved } from '@async-cassandra/core/internal';
import { root } from '../../run-command.mjs';
import { watchingBudgets } from './budgets.mjs';
import { scenarios, unitsOf } from './scenarios.mjs';
import { median, minimum } from './statistics.mjs';
import { verdictOn } from './suite.mjs';
import { knownUser, queries } from './tables.mjs';

/** The way that the others are compared with. */
const unwatched = 'nobody watches';
const fromCore = createRequire(path.join(root, 'packages/core/package.json'));

/** Each way: the metrics of a session, and what subscribes meanwhile. */
function waysToWatch(core) {
  const { InMemoryMetricsCollector, MetricsMiddleware, PrometheusMetricsCollector } = core;
  const { Registry } = fromCore('prom-client');
  const { AlwaysOffSampler, AlwaysOnSampler, BasicTracerProvider } = fromCore('@opentelemetry/sdk-trace-base');
  const dropping = { onStart() {}, onEnd() {}, shutdown: async () => {}, forceFlush: async () => {} };
  const sampledBy = (sampler) => new BasicTracerProvider({ sampler, spanProcessors: [dropping] });
  const [sampling, dismissing] = [new AlwaysOnSampler(), new AlwaysOffSampler()].map(sampledBy);
  const listen = () => {
    const listener = () => {};
    core.channels.request.asyncEnd.subscribe(listener);
    return { [Symbol.dispose]: () => core.channels.request.asyncEnd.unsubscribe(listener) };
  };
  const nobody = () => ({ [Symbol.dispose]() {} });
  const registry = new Registry();
  return {
    [unwatched]: { listen: nobody },
    'nobody watches, again': { listen: nobody },
    'metrics, disabled': { metrics: disabled(new MetricsMiddleware([new InMemoryMetricsCollector()])), listen: nobody },
    'metrics in memory': { metrics: new MetricsMiddleware([new InMemoryMetricsCollector()]), listen: nobody },
    'metrics for Prometheus': {
      metrics: new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]),
      listen: nobody,
    },
    'a channel subscriber': { listen },
    'the request logger': { listen: () => core.logRequests() },
    'spans without an SDK': { listen: () => core.traceWithOpenTelemetry() },
    'spans that are not sampled': { listen: () => core.traceWithOpenTelemetry({ tracerProvider: dismissing }) },
    'spans of requests': { listen: () => core.traceWithOpenTelemetry({ tracerProvider: sampling, attempts: false }) },
    'spans of attempts too': { listen: () => core.traceWithOpenTelemetry({ tracerProvider: sampling }) },
    'spans and metrics of an SDK': { listen: () => instrument(sampling) },
  };
}

/** Starts the instrumentation with spans and metrics, which nothing exports. */
function instrument(tracerProvider) {
  const { CassandraInstrumentation } = fromCore('@async-cassandra/core/opentelemetry');
  const sdk = fromCore('@opentelemetry/sdk-metrics');
  const exporter = new sdk.InMemoryMetricExporter(sdk.AggregationTemporality.CUMULATIVE);
  const meterProvider = new sdk.MeterProvider({
    readers: [new sdk.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 86_400_000 })],
  });
  const instrumentation = new CassandraInstrumentation({ enabled: false });
  instrumentation.setTracerProvider(tracerProvider);
  instrumentation.setMeterProvider(meterProvider);
  instrumentation.enable();
  return {
    [Symbol.dispose]() {
      instrumentation.disable();
      void meterProvider.shutdown();
    },
  };
}

function disabled(metrics) {
  metrics.disable();
  return metrics;
}

/** Returns the cost of the check that a request makes without observers, in nanoseconds. */
function costOfLooking(looks) {
  let seen = 0;
  const run = () => {
    const cpu = process.cpuUsage();
    for (let look = 0; look < looks; look++) if (isObserved(undefined)) seen++;
    const { user, system } = process.cpuUsage(cpu);
    return ((user + system) * 1000) / looks;
  };
  const rounds = Array.from({ length: 6 }, run).slice(1);
  if (seen > 0) throw new Error('Somebody listens');
  return minimum(rounds);
}

async function measureRounds(ways, { rounds, inFlight, scale }, show) {
  const { run } = scenarios.read;
  const units = unitsOf(scenarios.read, scale);
  const costs = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const names = Object.keys(ways);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      show(`round ${round} of ${rounds}, ${name}`);
      const watching = ways[name].listen();
      const cpu = process.cpuUsage();
      await run(ways[name].client, { units, inFlight });
      const { user, system } = process.cpuUsage(cpu);
      watching[Symbol.dispose]();
      if (round > 0) costs[name].push((user + system) / units);
    }
  }
  return costs;
}

/** Returns the microseconds of client CPU of a point read for each way, and the nanoseconds of one check. `scale` is the fraction of the usual work. */
export async function measureWatching(server, { rounds, inFlight, scale = 1 }, show = () => {}) {
  const core = await import('@async-cassandra/core');
  const lookNs = costOfLooking(20_000_000 * scale);
  const { contactPoints, port, localDatacenter, keyspace } = server;
  const cluster = new core.AsyncCluster({ contactPoints, port, localDatacenter });
  const ways = waysToWatch(core);
  const id = core.types.Uuid.fromString(knownUser);
  try {
    for (const way of Object.values(ways)) {
      const session = await cluster.connect(keyspace, { metrics: way.metrics });
      const read = await session.prepare(queries.read);
      way.client = { read: async () => (await session.execute(read, [id])).one() };
    }
    const costs = await measureRounds(ways, { rounds, inFlight, scale }, show);
    return {
      lookNs,
      readUs: Object.entries(costs).map(([way, values]) => summarize(way, values, costs[unwatched])),
    };
  } finally {
    await cluster.shutdown();
  }
}

/** The cost of a way, and how much more it is than the cost of a read which nobody watches: of the minima, and of rounds next to each other. */
function summarize(way, values, unwatchedValues) {
  const more = {
    ofMinima: minimum(values) - minimum(unwatchedValues),
    medianOfRounds: median(values.map((value, round) => value - unwatchedValues[round])),
  };
  const budget = watchingBudgets[way];
  return {
    way,
    minimum: minimum(values),
    median: median(values),
    more,
    ...(budget !== undefined && { budget, verdict: verdictOn(more, budget) }),
  };
}
