// The cost of observing a request, and the cost without observers: one process, one cluster, and the ways to observe
// take turns, round by round, on the same point read. The first round warms up.
import { createRequire } from 'node:module';
import path from 'node:path';
import { isObserved } from '@async-cassandra/core/internal';
import { root } from '../../run-command.mjs';
import { scenarios, unitsOf } from './scenarios.mjs';
import { median, minimum } from './statistics.mjs';
import { knownUser, queries } from './tables.mjs';

const fromCore = createRequire(path.join(root, 'packages/core/package.json'));

/** Each way: the metrics of a session, and what subscribes meanwhile. */
function waysToWatch(core) {
  const { InMemoryMetricsCollector, MetricsMiddleware, PrometheusMetricsCollector } = core;
  const { Registry } = fromCore('prom-client');
  const { BasicTracerProvider, SimpleSpanProcessor } = fromCore('@opentelemetry/sdk-trace-base');
  const dropping = { export: (_, done) => done({ code: 0 }), shutdown: async () => {} };
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(dropping)] });
  const listen = () => {
    const listener = () => {};
    core.channels.request.asyncEnd.subscribe(listener);
    return { [Symbol.dispose]: () => core.channels.request.asyncEnd.unsubscribe(listener) };
  };
  const nobody = () => ({ [Symbol.dispose]() {} });
  const registry = new Registry();
  return {
    'nobody watches': { listen: nobody },
    'nobody watches, again': { listen: nobody },
    'metrics, disabled': { metrics: disabled(new MetricsMiddleware([new InMemoryMetricsCollector()])), listen: nobody },
    'metrics in memory': { metrics: new MetricsMiddleware([new InMemoryMetricsCollector()]), listen: nobody },
    'metrics for Prometheus': {
      metrics: new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]),
      listen: nobody,
    },
    'a channel subscriber': { listen },
    'the request logger': { listen: () => core.logRequests() },
    'OpenTelemetry, requests': { listen: () => core.traceWithOpenTelemetry({ tracerProvider, attempts: false }) },
    'OpenTelemetry, attempts too': { listen: () => core.traceWithOpenTelemetry({ tracerProvider }) },
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
      readUs: Object.entries(costs).map(([way, values]) => ({ way, minimum: minimum(values), median: median(values) })),
    };
  } finally {
    await cluster.shutdown();
  }
}
