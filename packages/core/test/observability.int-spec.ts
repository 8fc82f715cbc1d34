import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, SpanKind, trace, type Span } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ChaosProxy } from '@async-cassandra/testing';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Registry } from 'prom-client';
import {
  AsyncCluster,
  channels,
  ConnectionMonitor,
  createMonitoredSession,
  HOST_STATUS_UP,
  InMemoryMetricsCollector,
  MetricsCollector,
  MetricsMiddleware,
  PrometheusMetricsCollector,
  RateLimitedSession,
  traceWithOpenTelemetry,
  types,
  type AsyncCassandraSession,
  type NodeMessage,
  type OpenTelemetryOptions,
} from '../src/index';
import { hasClientOptions, protocolVersion } from './fixture/server-release';
import { samplesOf, sumOf } from './prometheus-samples';

const keyspace = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TABLE users (id int PRIMARY KEY, name text)');
  await session.execute('CREATE TABLE readings (sensor int, at int, PRIMARY KEY (sensor, at))');
});

afterAll(() => cluster.shutdown());

/** What the server says of the connections of one application: how many requests came over each. */
async function requestCountsOf(applicationName: string): Promise<number[]> {
  const { rows } = await session.execute('SELECT client_options, request_count FROM system_views.clients');
  return rows
    .filter((row) => (row['client_options'] as Record<string, string>)['APPLICATION_NAME'] === applicationName)
    .map((row) => Number(row['request_count']));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

// On v4, connections of the keyspace come on top of the pool whose numbers are compared here.
const onClientOptions = hasClientOptions && protocolVersion === 5 ? describe : describe.skip;
onClientOptions('the numbers of Prometheus, of the monitor and of the server [needs Cassandra 5.0 and v5]', () => {
  test('agree before, during and after faults', async () => {
    await using proxy = await ChaosProxy.start(keyspace.clusterOptions());
    const registry = new Registry();
    const memory = new InMemoryMetricsCollector();
    const metrics = new MetricsMiddleware([memory, new PrometheusMetricsCollector({ registry })]);
    const applicationName = `agreement-${keyspace.name}`;
    await using watched = new AsyncCluster({
      ...keyspace.clusterOptions(),
      ...proxy.clusterOptions(),
      applicationName,
      connectionsPerNode: 3,
      idleHeartbeatIntervalMs: 0,
      metrics,
    });
    const app = await watched.connect(keyspace.name);
    const monitor = new ConnectionMonitor(app);
    const value = (name: string, labels?: string): Promise<number> => sumOf(registry, `cassandra_${name}`, labels);
    /** Of the connections that requests go over; the server does not count the OPTIONS that a connection begins with. */
    const sentByUs = async (): Promise<number> =>
      (await value('node_requests_total')) - (await value('connections_opened_total'));

    const insert = await app.prepare('INSERT INTO users (id, name) VALUES (?, ?)');
    for (let id = 0; id < 50; id++) await app.execute(insert, [id, `user ${id}`]);
    await Promise.all(Array.from({ length: 50 }, () => app.execute('SELECT id FROM users WHERE id = 7')));
    await expect(app.execute('SELECT nothing FROM users')).rejects.toThrow();

    expect(await value('queries_total')).toBe(102);
    expect(await value('queries_total', 'success="failure"')).toBe(1);
    expect(await samplesOf(registry, 'cassandra_errors_total')).toEqual({ '{error_type="InvalidRequestError"}': 1 });
    expect(await value('query_duration_seconds_count')).toBe(102);
    expect(memory.getStats().queryPerformance.totalQueries).toBe(102);

    // The server's view: three connections of the pool and the control connection, whose requests are its own.
    const controlCount = async (): Promise<number> => sum(await requestCountsOf(applicationName)) - (await sentByUs());
    const control = await controlCount();
    const before = await requestCountsOf(applicationName);
    expect(before).toHaveLength(4);
    expect(before).toContain(control);
    expect(await value('connections')).toBe(3);
    expect(monitor.getConnectionSummary()).toMatchObject({ totalHosts: 1, upHosts: 1, totalConnections: 3 });
    const health = await monitor.getClusterMetrics();
    expect(health).toMatchObject({ healthyHosts: 1, unhealthyHosts: 0, totalConnections: 3, protocolVersion: 5 });
    expect(health.hosts[0]!.status).toBe(HOST_STATUS_UP);
    expect(await controlCount()).toBe(control);
    const sentBefore = await sentByUs();

    // Every connection is reset while requests are in flight.
    const events: NodeMessage['event'][] = [];
    let onUp = (): void => {};
    const isUpAgain = new Promise<void>((resolve) => (onUp = resolve));
    const onNode = (message: unknown): void => {
      const { event, node } = message as NodeMessage;
      if (node !== watched.nodes[0]) return;
      events.push(event);
      if (event === 'up') onUp();
    };
    channels.node.subscribe(onNode);
    proxy.pause('toClient');
    const { bytesToServer: sentSoFar } = proxy.stats;
    const outcomes = Array.from({ length: 20 }, (_, id) =>
      app.execute('INSERT INTO users (id) VALUES (1)', [], { isIdempotent: id % 2 === 0 }).catch(() => 'failed'),
    );
    await proxy.until(({ bytesToServer }) => bytesToServer > sentSoFar);
    proxy.resetConnections();
    proxy.resume('toClient');
    const failed = (await Promise.all(outcomes)).filter((outcome) => outcome === 'failed').length;
    await isUpAgain;
    channels.node.unsubscribe(onNode);
    expect(events).toEqual(['down', 'up']);
    expect(await value('connections_lost_total')).toBe(3);
    expect(await value('queries_total', 'success="failure"')).toBe(1 + failed);
    // Every query had one attempt, and one more for each retry.
    const attempts = (await value('queries_total')) + (await value('retries_total'));
    expect(await value('attempt_duration_seconds_count')).toBe(attempts);
    // A retry may have met a connection whose reset had not arrived yet.
    expect(await value('attempt_errors_total', 'ConnectionLostError')).toBeGreaterThanOrEqual(20);

    // All three are back: the server sees as many as Prometheus and the monitor.
    const open = (): number => monitor.getConnectionSummary().totalConnections;
    while (open() < 3) await app.execute('SELECT id FROM users WHERE id = 7');
    await app.execute('SELECT id FROM users WHERE id = 7');
    expect(await value('connections')).toBe(open());
    expect(await value('connection_healthy')).toBe((await monitor.getClusterMetrics()).healthyHosts);
    expect(await value('connections_opened_total')).toBe(6);
    expect(await sentByUs()).toBeGreaterThan(sentBefore);
    const ours = sum(watched.nodes[0]!.pool!.connections.map(({ requestCount }) => requestCount - 1));
    const all = await requestCountsOf(applicationName);
    expect(all).toHaveLength(4);
    expect(all).toContain(sum(all) - ours);
  });
});

test('scrapes under load never lose or double a request', async () => {
  const registry = new Registry();
  const metrics = new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]);
  await using watched = await cluster.connect(keyspace.name, { metrics });
  const count = async (): Promise<number> => {
    const text = await registry.metrics();
    const of = (name: string, labels: string): number =>
      Number(new RegExp(`^cassandra_${name}\\{[^}]*${labels}[^}]*\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
    const prepared = 'query_type="prepared",operation="SELECT"';
    const [queries, durations, all] = [
      of('queries_total', prepared),
      of('query_duration_seconds_count', prepared),
      of('query_duration_seconds_bucket', `le="\\+Inf",${prepared}`),
    ];
    // One scrape shows one moment.
    expect([durations, all]).toEqual([queries, queries]);
    return queries;
  };
  const read = await watched.prepare('SELECT * FROM users WHERE id = ?');
  const counts: number[] = [];
  for (let round = 0; round < 10; round++) {
    const answers = Array.from({ length: 100 }, (_, id) => watched.execute(read, [id]));
    await Promise.race(answers);
    counts.push(await count());
    await Promise.all(answers);
    counts.push(await count());
  }
  expect(counts.toSorted((a, b) => a - b)).toEqual(counts);
  expect(counts.filter((_, index) => index % 2 === 1)).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 100));
});

describe('a collector that throws, rejects or never resolves', () => {
  test('changes no result', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    class Throwing extends MetricsCollector {
      override recordQuery(): void {
        throw new Error('of the collector');
      }
    }
    class Rejecting extends MetricsCollector {
      override recordQuery(): Promise<void> {
        return Promise.reject(new Error('of the collector'));
      }
    }
    class Hanging extends MetricsCollector {
      override recordQuery(): Promise<void> {
        return new Promise(() => {});
      }
    }
    const memory = new InMemoryMetricsCollector();
    const metrics = new MetricsMiddleware([new Throwing(), new Rejecting(), new Hanging(), memory]);
    const app = await cluster.connect(keyspace.name, { metrics });
    await app.execute("INSERT INTO users (id, name) VALUES (100, 'Ada')");
    expect((await app.execute('SELECT name FROM users WHERE id = 100')).one()).toMatchObject({ name: 'Ada' });
    await expect(app.execute('SELECT nothing FROM users')).rejects.toThrow(/nothing/);
    expect(memory.getStats()).toMatchObject({
      queryPerformance: { totalQueries: 3 },
      errorSummary: { InvalidRequestError: 1 },
    });
    await app.close();
    emitWarning.mockRestore();
  });
});

describe('spans', () => {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = tracerProvider.getTracer('test');

  beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
  afterAll(() => context.disable());

  /** Runs something below a span of its own while tracing is on; gives that span and all that ended below it. */
  async function traced(run: () => Promise<unknown>, options: OpenTelemetryOptions = {}) {
    exporter.reset();
    const parent: Span = tracer.startSpan('GET /users');
    {
      using _ = traceWithOpenTelemetry({ tracerProvider, ...options });
      await context.with(trace.setSpan(context.active(), parent), run);
    }
    return { parentId: parent.spanContext().spanId, spans: exporter.getFinishedSpans() };
  }

  test('of a SELECT have the attributes of the conventions', async () => {
    const prepared = await session.prepare('SELECT name FROM users WHERE id = ?');
    const { parentId, spans } = await traced(() =>
      session.execute(prepared, [7], { consistency: types.consistencies.one, isIdempotent: true }),
    );
    const [node] = cluster.nodes;
    const [attempt, request] = spans;
    expect(spans).toHaveLength(2);
    expect(request).toMatchObject({ name: 'SELECT users', kind: SpanKind.CLIENT });
    expect(request!.parentSpanContext?.spanId).toBe(parentId);
    expect(request!.attributes).toEqual({
      'db.system.name': 'cassandra',
      'db.namespace': keyspace.name,
      'db.operation.name': 'SELECT',
      'db.collection.name': 'users',
      'db.query.summary': 'SELECT users',
      'db.query.text': 'SELECT name FROM users WHERE id = ?',
      'db.response.returned_rows': expect.any(Number),
      'server.address': node!.address,
      'server.port': node!.port,
      'network.peer.address': node!.address,
      'network.peer.port': node!.port,
      'cassandra.consistency.level': 'one',
      'cassandra.coordinator.dc': node!.datacenter,
      'cassandra.coordinator.id': node!.hostId,
      'cassandra.page.size': 5000,
      'cassandra.query.idempotent': true,
    });
    expect(attempt!.name).toBe('SELECT users attempt');
    expect(attempt!.parentSpanContext?.spanId).toBe(request!.spanContext().spanId);
    expect(attempt!.attributes).toMatchObject({ 'db.system.name': 'cassandra', 'server.address': node!.address });
  });

  test('of a failure have the server’s code', async () => {
    const { spans } = await traced(() => session.execute("SELECT nope FROM users WHERE name = 'Ada'").catch(() => {}), {
      attempts: false,
    });
    expect(spans).toHaveLength(1);
    expect(spans[0]!.attributes).toMatchObject({
      'error.type': 'InvalidRequestError',
      'db.response.status_code': '8704',
    });
    expect(JSON.stringify([spans[0]!.attributes, spans[0]!.status, spans[0]!.events])).not.toContain('Ada');
  });

  test('of the pages of a stream lie below the span that opened it, wherever its rows are read', async () => {
    const insert = await session.prepare('INSERT INTO readings (sensor, at) VALUES (1, ?)');
    for (let at = 0; at < 30; at++) await session.execute(insert, [at]);
    const elsewhere = tracer.startSpan('elsewhere');
    let rowCount = 0;
    const { parentId, spans } = await traced(
      async () => {
        const query = 'SELECT at FROM readings WHERE sensor = 1';
        const stream = await session.executeStream(query, [], { streamConfig: { fetchSize: 10 } });
        await context.with(trace.setSpan(context.active(), elsewhere), async () => {
          for await (const _ of stream) rowCount++;
        });
      },
      { attempts: false },
    );
    expect(rowCount).toBe(30);
    expect(spans.length).toBeGreaterThanOrEqual(3);
    expect(new Set(spans.map((span) => span.parentSpanContext?.spanId))).toEqual(new Set([parentId]));
    expect(sum(spans.map((span) => span.attributes['db.response.returned_rows'] as number))).toBe(30);
  });

  test('of a scan lie below the span that began it', async () => {
    const { parentId, spans } = await traced(
      async () => {
        for await (const _ of session.scanTable('users')) expect(_).toBeDefined();
      },
      { attempts: false },
    );
    expect(spans.length).toBeGreaterThan(1);
    expect(new Set(spans.map((span) => span.parentSpanContext?.spanId))).toEqual(new Set([parentId]));
  });
});

describe('createMonitoredSession', () => {
  test('connects, asks every node, limits the session, and ends with its disposal', async () => {
    const monitored = await createMonitoredSession({
      ...keyspace.clusterOptions(),
      keyspace: keyspace.name,
      maxConcurrent: 10,
      metrics: new MetricsMiddleware([new InMemoryMetricsCollector()]),
    });
    expect(monitored.session).toBeInstanceOf(RateLimitedSession);
    expect(monitored.session.keyspace).toBe(keyspace.name);
    await monitored.session.execute('SELECT id FROM users');
    expect(monitored.session.getMetrics()).toMatchObject({ totalRequests: 1, maxConcurrent: 10 });
    const { appMetrics, clusterName } = await monitored.monitor.getClusterMetrics();
    expect(clusterName).toEqual(expect.any(String));
    expect(appMetrics).toHaveProperty('InMemoryMetricsCollector.connectionHealth');
    await monitored[Symbol.asyncDispose]();
    expect([monitored.cluster.isClosed, monitored.session.isClosed]).toEqual([true, true]);
  });

  test('gives a session without limit where none is asked for', async () => {
    await using monitored = await createMonitoredSession({ ...keyspace.clusterOptions(), warmup: false });
    const plain: AsyncCassandraSession = monitored.session;
    expect((await plain.execute('SELECT key FROM system.local')).length).toBe(1);
  });

  test('leaves nothing open when it cannot connect', async () => {
    await expect(
      createMonitoredSession({ ...keyspace.clusterOptions(), keyspace: 'no_such_keyspace' }),
    ).rejects.toThrow();
  });
});
