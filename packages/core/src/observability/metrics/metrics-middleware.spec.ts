import { Registry } from 'prom-client';
import { PrometheusMetricsCollector } from '../prometheus/prometheus-metrics-collector';
import { InMemoryMetricsCollector } from './in-memory-metrics-collector';
import { MetricsCollector, type QueryMetrics } from './metrics-collector';
import { MetricsMiddleware } from './metrics-middleware';
import { attemptOn, nodeAt, observe, sessionOf } from '../channels/observation.spec-support';

class Recording extends MetricsCollector {
  readonly queries: QueryMetrics[] = [];
  override recordQuery(metrics: QueryMetrics): void {
    this.queries.push(metrics);
  }
}

const measured = { query: "SELECT a FROM t WHERE b = 'x'", durationMs: 5, success: true };

describe('MetricsMiddleware', () => {
  it('tells every collector of a request that has ended', () => {
    const collectors = [new Recording(), new Recording()];
    const middleware = new MetricsMiddleware(collectors);
    const request = observe({ parametersCount: 2 }, middleware);
    request.start(() => {});
    request.answered({ ...attemptOn(nodeAt(1)), observation: undefined }, { kind: 'rows', rowCount: 7 });
    request.end();
    for (const { queries } of collectors) {
      expect(queries).toHaveLength(1);
      expect(queries[0]).toMatchObject({
        queryHash: request.statement.hash,
        success: true,
        errorType: null,
        parametersCount: 2,
        resultSize: 7,
        request,
      });
    }
  });

  it('tells the collectors of this package by what a subclass overrides', async () => {
    const heard: string[] = [];
    const registry = new Registry();
    const collectors = [
      new (class extends InMemoryMetricsCollector {
        override recordQuery(metrics: QueryMetrics): void {
          heard.push(`memory ${metrics.queryHash}`);
          super.recordQuery(metrics);
        }
      })(),
      new (class extends PrometheusMetricsCollector {
        override recordQuery(metrics: QueryMetrics): void {
          heard.push(`prometheus ${metrics.queryHash}`);
          super.recordQuery(metrics);
        }
      })({ registry }),
    ];
    const request = observe({}, new MetricsMiddleware(collectors));
    request.start(() => {});
    request.end();
    expect(heard).toEqual([`memory ${request.statement.hash}`, `prometheus ${request.statement.hash}`]);
    expect(collectors[0]!.getStats()).toMatchObject({ queryPerformance: { totalQueries: 1 } });
    expect(await registry.metrics()).toMatch(/cassandra_queries_total\{.*\} 1/);
  });

  it('records the same, whether a session or the application reports', () => {
    const [ofSession, ofApplication] = [new InMemoryMetricsCollector(), new InMemoryMetricsCollector()];
    const request = observe({ parametersCount: 2 }, new MetricsMiddleware([ofSession]));
    request.start(() => {});
    request.failing(new TypeError('No'), false);
    request.end();
    const [recorded] = ofSession.recentQueries;
    ofApplication.recordQuery({ ...recorded!, request });
    expect(ofApplication.recentQueries).toEqual([recorded]);
    expect(recorded).toEqual({
      queryHash: request.statement.hash,
      durationMs: request.durationMs,
      success: false,
      errorType: 'TypeError',
      timestamp: request.timestamp,
      parametersCount: 2,
      resultSize: 0,
    });
    expect(ofApplication.getStats().topQueries).toEqual(ofSession.getStats().topQueries);
    expect(ofApplication.getStats().errorSummary).toEqual({ TypeError: 1 });
  });

  it('tells of queries that the application measured, by the hash of their text without values', () => {
    const collector = new Recording();
    const middleware = new MetricsMiddleware([collector]);
    middleware.recordQueryMetrics(measured);
    middleware.recordQueryMetrics({ ...measured, query: "SELECT a FROM t WHERE b = 'y'" });
    const [one, other] = collector.queries;
    expect(one!.queryHash).toBe(other!.queryHash);
    expect(JSON.stringify(one)).not.toContain("'x'");
  });

  it('records nothing while it is disabled', () => {
    const collector = new InMemoryMetricsCollector();
    const middleware = new MetricsMiddleware([collector]);
    middleware.disable();
    expect([middleware.isEnabled, middleware.isActive]).toEqual([false, false]);
    middleware.recordQueryMetrics(measured);
    middleware.recordConnectionMetrics({ host: 'a:1', isHealthy: true });
    expect(collector.getStats()).toMatchObject({ queryPerformance: { totalQueries: 0 }, connectionHealth: {} });
    middleware.enable();
    middleware.recordQueryMetrics(measured);
    expect(collector.getStats().queryPerformance.totalQueries).toBe(1);
  });

  it('is idle without collectors', () => {
    expect(new MetricsMiddleware([]).isActive).toBe(false);
  });

  it('tells collectors of sessions as they come and go, each once', () => {
    const seen: string[] = [];
    class Watching extends MetricsCollector {
      override watchSession(): void {
        seen.push('watch');
      }
      override forgetSession(): void {
        seen.push('forget');
      }
    }
    const middleware = new MetricsMiddleware([new Watching()]);
    const session = sessionOf([]);
    middleware.watchSession(session);
    middleware.forgetSession(session);
    middleware.forgetSession(session);
    expect(seen).toEqual(['watch', 'forget']);
  });
});

describe('a collector that fails', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    [
      'throws',
      (): void => {
        throw new Error('of the collector');
      },
    ],
    ['rejects', (): Promise<void> => Promise.reject(new Error('of the collector'))],
    [
      'gives a thenable that throws',
      (): Promise<void> =>
        ({
          then: () => {
            throw new Error('of the collector');
          },
        }) as never,
    ],
  ])('and %s harms nobody and is told once', async (_, recordQuery) => {
    const broken = Object.assign(new Recording(), { recordQuery });
    const healthy = new Recording();
    const middleware = new MetricsMiddleware([broken, healthy]);
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    middleware.recordQueryMetrics(measured);
    middleware.recordQueryMetrics(measured);
    await new Promise((resolve) => setImmediate(resolve));
    expect(emitWarning.mock.calls).toEqual([
      [
        expect.stringContaining('of the collector'),
        expect.objectContaining({ code: 'ASYNC_CASSANDRA_CALLBACK_FAILED' }),
      ],
    ]);
    expect(healthy.queries).toHaveLength(2);
  });

  it('or never resolves is not waited for', () => {
    const hanging = Object.assign(new Recording(), { recordQuery: () => new Promise<void>(() => {}) });
    const healthy = new Recording();
    expect(new MetricsMiddleware([hanging, healthy]).recordQueryMetrics(measured)).toBeUndefined();
    expect(healthy.queries).toHaveLength(1);
  });

  it('or lacks a method is told like one that throws', () => {
    const partial = { recordQuery() {} } as unknown as MetricsCollector;
    expect(() => new MetricsMiddleware([partial]).watchSession(sessionOf([]))).not.toThrow();
  });
});
