import { Registry, register } from 'prom-client';
import { ConfigurationError } from '../../errors/async-cassandra-error';
import { ReadTimeoutError } from '../../errors/server-errors';
import { createMetricsSystem } from '../metrics/create-metrics-system';
import { InMemoryMetricsCollector } from '../metrics/in-memory-metrics-collector';
import { MetricsMiddleware } from '../metrics/metrics-middleware';
import { attemptOn, nodeAt, observe, sessionOf } from '../channels/observation.spec-support';
import { PrometheusMetricsCollector } from './prometheus-metrics-collector';

let registry: Registry;
let middleware: MetricsMiddleware;

beforeEach(() => {
  registry = new Registry();
  middleware = new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]);
});

/** The value of each sample of a metric, by its labels. */
async function samples(name: string): Promise<Record<string, number>> {
  const lines = (await registry.metrics())
    .split('\n')
    .filter((line) => line.startsWith(name) && /[{ ]/.test(line[name.length]!));
  return Object.fromEntries(
    lines.map((line) => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('PrometheusMetricsCollector', () => {
  it('counts queries by what they are and how they end', async () => {
    const ok = observe({ queryType: 'prepared' }, middleware);
    ok.start(() => {});
    ok.end();
    const failed = observe({ query: 'drop table t' }, middleware);
    failed.start(() => {});
    failed.failing(new Error('No'), false);
    failed.end();
    expect(await samples('cassandra_queries_total')).toEqual({
      '{query_type="prepared",operation="SELECT",success="success"}': 1,
      '{query_type="simple",operation="DROP",success="failure"}': 1,
    });
    expect(await samples('cassandra_errors_total')).toEqual({ '{error_type="Other"}': 1 });
    expect(Object.keys(await samples('cassandra_query_duration_seconds_count'))).toHaveLength(2);
  });

  it('puts durations into buckets of seconds', async () => {
    middleware.recordQueryMetrics({ query: 'SELECT 1', durationMs: 3, success: true });
    const buckets = await samples('cassandra_query_duration_seconds_bucket');
    const of = (le: string): number | undefined =>
      buckets[`{le="${le}",query_type="simple",operation="OTHER",success="success"}`];
    expect([of('0.0025'), of('0.005'), of('10'), of('+Inf')]).toEqual([0, 1, 1, 1]);
  });

  it('counts attempts by node, retries by kind, pages and rows', async () => {
    const request = observe({ scope: 'page' }, middleware);
    const [one, two] = [nodeAt(1), nodeAt(2)];
    const error = new ReadTimeoutError('No', {} as never);
    request.start(() => request.attemptStarted(attemptOn(one), false)!.end(attemptOn(one, { error })));
    request.retrying(error);
    const second = request.attemptStarted(attemptOn(two), false);
    request.attemptStarted(attemptOn(two), true)!.end(attemptOn(two));
    request.answered({ ...attemptOn(two), observation: second }, { kind: 'rows', rowCount: 12 });
    request.end();
    expect(await samples('cassandra_attempt_duration_seconds_count')).toEqual({
      '{host="10.0.0.1:9042"}': 1,
      '{host="10.0.0.2:9042"}': 2,
    });
    expect(await samples('cassandra_attempt_errors_total')).toEqual({
      '{host="10.0.0.1:9042",error_type="ReadTimeoutError"}': 1,
    });
    expect(await samples('cassandra_retries_total')).toEqual({ '{kind="read_timeout"}': 1 });
    expect(await samples('cassandra_speculative_executions_total')).toEqual({ '': 1 });
    expect(await samples('cassandra_pages_total')).toEqual({ '{scope="page"}': 1 });
    expect(await samples('cassandra_rows_total')).toEqual({ '{scope="page"}': 12 });
  });

  it('reads nodes and sessions when it is asked, each node once', async () => {
    const nodes = [
      nodeAt(1, { inFlight: 3, orphaned: 2, openConnections: 4 }),
      nodeAt(2, { isUp: false, openConnections: 0 }),
      nodeAt(3, { isIgnored: true, isUp: false }),
    ];
    const preparedCache = { hits: 8, misses: 2, repreparations: 1, size: 2 };
    middleware.watchSession(sessionOf(nodes, { preparedCache, requests: { inFlight: 5, queued: 6 }, openStreams: 1 }));
    middleware.watchSession(sessionOf(nodes, { preparedCache, requests: { inFlight: 1, queued: 0 } }));
    expect(await samples('cassandra_connection_healthy')).toEqual({
      '{host="10.0.0.1:9042"}': 1,
      '{host="10.0.0.2:9042"}': 0,
    });
    expect(await samples('cassandra_connections')).toMatchObject({ '{host="10.0.0.1:9042"}': 4 });
    expect(await samples('cassandra_node_requests_in_flight')).toMatchObject({ '{host="10.0.0.1:9042"}': 3 });
    expect(await samples('cassandra_orphaned_requests')).toMatchObject({ '{host="10.0.0.1:9042"}': 2 });
    expect(await samples('cassandra_requests_in_flight')).toEqual({ '': 6 });
    expect(await samples('cassandra_requests_queued')).toEqual({ '': 6 });
    expect(await samples('cassandra_open_streams')).toEqual({ '': 1 });
    expect(await samples('cassandra_prepared_cache_hits_total')).toEqual({ '': 8 });
    expect(await samples('cassandra_prepared_statements')).toEqual({ '': 2 });
  });

  it('lets counters only grow, also over the end of a session', async () => {
    const node = nodeAt(1);
    const session = sessionOf([node]);
    middleware.watchSession(session);
    const sent = async (): Promise<number> => (await samples('cassandra_sent_bytes_total'))['{host="10.0.0.1:9042"}']!;
    node.totals = { ...node.totals, bytesSent: 100 };
    expect(await sent()).toBe(100);
    node.totals = { ...node.totals, bytesSent: 150 };
    expect(await sent()).toBe(150);
    node.totals = { ...node.totals, bytesSent: 170 };
    middleware.forgetSession(session);
    expect(await sent()).toBe(170);
    middleware.watchSession(sessionOf([nodeAt(1, { totals: { ...node.totals, bytesSent: 5 } })]));
    expect(await sent()).toBe(175);
  });

  it('forgets the gauges of a node that is gone', async () => {
    const session = sessionOf([nodeAt(1), nodeAt(2)]);
    middleware.watchSession(session);
    expect(Object.keys(await samples('cassandra_connections'))).toHaveLength(2);
    session.nodes = [nodeAt(1)];
    expect(Object.keys(await samples('cassandra_connections'))).toEqual(['{host="10.0.0.1:9042"}']);
  });

  it('shows the response time of a health check', async () => {
    middleware.recordConnectionMetrics({ host: '10.0.0.1:9042', isHealthy: true, responseTimeMs: 250 });
    middleware.recordConnectionMetrics({ host: '10.0.0.2:9042', isHealthy: true });
    expect(await samples('cassandra_connection_response_time_seconds')).toEqual({ '{host="10.0.0.1:9042"}': 0.25 });
  });

  it('names statements only on request, only so many, and without values', async () => {
    const run = (query: string): void => {
      const request = observe({ query }, middleware);
      request.start(() => {});
      request.end();
    };
    run("SELECT a FROM t WHERE b = 'secret'");
    expect(await registry.metrics()).not.toContain('cassandra_statement_duration_seconds');
    middleware = new MetricsMiddleware([new PrometheusMetricsCollector({ registry, maxStatements: 2 })]);
    for (const column of ['a', 'b', 'c', 'd']) run(`SELECT ${column} FROM t WHERE x = 'secret'`);
    run("SELECT a FROM t WHERE x = 'another secret'");
    const counts = await samples('cassandra_statement_duration_seconds_count');
    expect(Object.keys(counts)).toEqual([
      expect.stringMatching(/^\{statement="SELECT t [0-9a-f]{16}"\}$/),
      expect.stringMatching(/^\{statement="SELECT t [0-9a-f]{16}"\}$/),
      '{statement="other"}',
    ]);
    expect(Object.values(counts)).toEqual([2, 1, 2]);
    expect(await registry.metrics()).not.toContain('secret');
  });

  it('keeps as many series for ten thousand texts, operations and nodes as for a few', async () => {
    middleware = new MetricsMiddleware([new PrometheusMetricsCollector({ registry, maxStatements: 3 })]);
    for (let i = 0; i < 10_000; i++) {
      const request = observe({ query: i % 2 === 0 ? `SELECT a${i} FROM t WHERE x = ${i}` : `VERB${i} t` }, middleware);
      request.start(() => {});
      const attempt = attemptOn(nodeAt(i));
      request.answered({ ...attempt, observation: request.attemptStarted(attempt, false) }, { kind: 'void' });
      request.end();
    }
    const seriesOf = async (name: string) => Object.keys(await samples(`cassandra_${name}_count`));
    for (let i = 0; i < 1000; i++) {
      middleware.recordQueryMetrics({ query: 'SELECT 1', durationMs: 1, success: false, errorType: `Error${i}` });
    }
    expect(Object.keys(await samples('cassandra_errors_total'))).toHaveLength(201);
    expect(await samples('cassandra_errors_total')).toMatchObject({ '{error_type="other"}': 800 });
    expect(await seriesOf('query_duration_seconds')).toHaveLength(3);
    expect(await seriesOf('statement_duration_seconds')).toHaveLength(4);
    expect(await seriesOf('attempt_duration_seconds')).toHaveLength(1001);
    expect(await samples('cassandra_queries_total')).toEqual({
      '{query_type="simple",operation="SELECT",success="success"}': 5000,
      '{query_type="simple",operation="OTHER",success="success"}': 5000,
      '{query_type="simple",operation="OTHER",success="failure"}': 1000,
    });
  });

  it('can be made twice for one registry', async () => {
    const again = new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]);
    for (const each of [middleware, again])
      each.recordQueryMetrics({ query: 'SELECT 1', durationMs: 1, success: true });
    expect(Object.values(await samples('cassandra_queries_total'))).toEqual([2]);
  });

  it.each([-1, 501, 0.5])('refuses %d statements', (maxStatements) => {
    expect(() => new PrometheusMetricsCollector({ registry, maxStatements })).toThrow(ConfigurationError);
  });
});

describe('createMetricsSystem', () => {
  afterAll(() => register.clear());

  it('keeps metrics in memory by default', () => {
    expect(createMetricsSystem().collectors).toEqual([expect.any(InMemoryMetricsCollector)]);
  });

  it('adds the registry that prom-client calls its own', () => {
    const [first, second] = createMetricsSystem({ prometheusEnabled: true }).collectors;
    expect([first, second]).toEqual([expect.any(InMemoryMetricsCollector), expect.any(PrometheusMetricsCollector)]);
    expect(register.getSingleMetric('cassandra_queries_total')).toBeDefined();
  });

  it('has none where none are wanted', () => {
    expect(createMetricsSystem({ backend: 'none' }).collectors).toEqual([]);
    expect(() => createMetricsSystem({ backend: 'redis' as never })).toThrow(ConfigurationError);
  });
});

describe('a registry that the application clears', () => {
  const names = async (): Promise<string[]> => (await registry.getMetricsAsJSON()).map(({ name }) => name).sort();
  const count = (): void => middleware.recordQueryMetrics({ query: 'SELECT 1', durationMs: 3, success: true });

  it.each([
    ['wholly', () => registry.clear()],
    ['in part', () => registry.removeSingleMetric('cassandra_queries_total')],
  ])('%s shows the metrics of the next collector', async (_how, clear) => {
    count();
    const before = await names();
    clear();
    middleware = new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]);
    count();

    expect(await names()).toEqual(before);
    expect(Object.values(await samples('cassandra_queries_total'))).toEqual([2]);
  });
});
