// `node tools/bench/observers.mjs`: what it costs a request that somebody watches it, and what it costs that nobody does.
//
// One process, one cluster; the ways to watch take turns, round by round, on the same point read. The first round warms up. The
// numbers are the client's CPU; on a busy machine trust the minimum, and the differences rather than the sums.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installWhatIsMissing } from '../install.mjs';
import { root, runNx } from '../run-command.mjs';
import { runMain, say, step } from '../terminal.mjs';
import { median, minimum } from './statistics.mjs';
import { scenarios } from './scenarios.mjs';
import { knownUser, queries, schema } from './tables.mjs';

const fromCore = createRequire(path.join(root, 'packages/core/package.json'));

/** Each way: what a session reports to, and what listens meanwhile. */
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

/** The one look that a request pays while nobody watches, in nanoseconds. */
function costOfLooking() {
  const { isObserved } = fromCore('./dist/observability/request-observation.js');
  const looks = 20_000_000;
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

async function measureRounds(ways, { rounds, inFlight }, show) {
  const { units, run } = scenarios.read;
  const costs = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const names = Object.keys(ways);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      show(`round ${round} of ${rounds}, ${name}`);
      const watching = ways[name].listen();
      globalThis.gc?.();
      const cpu = process.cpuUsage();
      await run(ways[name].client, { units, inFlight });
      const { user, system } = process.cpuUsage(cpu);
      watching[Symbol.dispose]();
      if (round > 0) costs[name].push((user + system) / units);
    }
  }
  return costs;
}

async function compare(cassandra, options) {
  const core = await import('@async-cassandra/core');
  const lookNs = costOfLooking();
  const keyspace = await cassandra.createKeyspace('bench');
  await cassandra.runCql(schema, { keyspace });
  const { contactPoints, port, localDatacenter } = cassandra;
  const cluster = new core.AsyncCluster({ contactPoints, port, localDatacenter });
  const ways = waysToWatch(core);
  const id = core.types.Uuid.fromString(knownUser);
  try {
    for (const way of Object.values(ways)) {
      const session = await cluster.connect(keyspace, { metrics: way.metrics });
      const read = await session.prepare(queries.read);
      way.client = { read: async () => (await session.execute(read, [id])).one() };
    }
    let costs;
    await step('measure', async (show) => {
      costs = await measureRounds(ways, options, show);
    });
    say(`\n  One look whether anybody watches: ${lookNs.toFixed(1)} ns`);
    say('\n  client CPU of a point read, microseconds; lower is better\n');
    say(`  ${''.padEnd(30)}${'minimum'.padStart(10)}${'median'.padStart(10)}`);
    for (const [name, values] of Object.entries(costs)) {
      const cells = [minimum(values), median(values)].map((value) => value.toFixed(2).padStart(10)).join('');
      say(`  ${name.padEnd(30)}${cells}`);
    }
    say();
  } finally {
    await cluster.shutdown();
    await cassandra.dropKeyspace(keyspace);
  }
}

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, 'in-flight': { type: 'string', default: '64' } },
  });
  await step('install', installWhatIsMissing);
  await step('build', async () => {
    await runNx(['run-many', '-t', 'build']);
  });
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra(process.env.CASSANDRA_CONTACT_POINTS ? {} : { heapMb: 1024 });
  try {
    await compare(cassandra, { rounds: Number(values.rounds), inFlight: Number(values['in-flight']) });
  } finally {
    await cassandra.stop();
  }
}

await runMain(main);
