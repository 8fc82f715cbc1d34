import { ConfigurationError } from '../../errors/async-cassandra-error';
import { InMemoryMetricsCollector } from './in-memory-metrics-collector';
import type { QueryMetrics } from './metrics-collector';
import { observe } from '../channels/observation.spec-support';

function query(changes: Partial<QueryMetrics> = {}): QueryMetrics {
  return {
    queryHash: 'a',
    durationMs: 1,
    success: true,
    errorType: null,
    timestamp: new Date(),
    parametersCount: 0,
    resultSize: 0,
    ...changes,
  };
}

describe('InMemoryMetricsCollector', () => {
  it('gives sums, durations and percentiles', () => {
    const collector = new InMemoryMetricsCollector();
    for (let durationMs = 1; durationMs <= 100; durationMs++) collector.recordQuery(query({ durationMs }));
    expect(collector.getStats().queryPerformance).toMatchObject({
      totalQueries: 100,
      successRate: 1,
      avgDurationMs: 50.5,
      minDurationMs: 1,
      maxDurationMs: 100,
      p50DurationMs: 50,
      p95DurationMs: 95,
      p99DurationMs: 99,
    });
  });

  it('counts a thousand types of errors of an application, and the others together', () => {
    const collector = new InMemoryMetricsCollector();
    for (let i = 0; i < 1500; i++) collector.recordQuery(query({ success: false, errorType: `Error${i}` }));
    const { errorSummary } = collector.getStats();
    expect([Object.keys(errorSummary).length, errorSummary['Other']]).toEqual([1001, 500]);
  });

  it('counts errors by type', () => {
    const collector = new InMemoryMetricsCollector();
    collector.recordQuery(query());
    collector.recordQuery(query({ success: false, errorType: 'ReadTimeoutError' }));
    collector.recordQuery(query({ success: false, errorType: 'ReadTimeoutError' }));
    collector.recordQuery(query({ success: false, errorType: 'OverloadError' }));
    expect(collector.getStats()).toMatchObject({
      queryPerformance: { totalQueries: 4, successRate: 0.25 },
      errorSummary: { ReadTimeoutError: 2, OverloadError: 1 },
    });
  });

  it('gives the most frequent statements first, by hash and summary', () => {
    const collector = new InMemoryMetricsCollector();
    const request = observe({ query: 'SELECT * FROM users' });
    collector.recordQuery(query({ queryHash: 'rare', durationMs: 9 }));
    for (const durationMs of [2, 4]) collector.recordQuery(query({ queryHash: 'often', durationMs, request }));
    expect(collector.getStats().topQueries).toEqual([
      { queryHash: 'often', summary: 'SELECT users', count: 2, avgDurationMs: 3 },
      { queryHash: 'rare', summary: '', count: 1, avgDurationMs: 9 },
    ]);
  });

  it('keeps as many queries and statements as it may, the most recent ones, and holds no request', () => {
    const collector = new InMemoryMetricsCollector({ maxEntries: 3 });
    for (const durationMs of [1, 2, 3, 4, 5]) {
      collector.recordQuery(query({ durationMs, queryHash: `q${durationMs}`, request: observe() }));
    }
    expect(collector.recentQueries.map(({ durationMs }) => durationMs)).toEqual([3, 4, 5]);
    expect(collector.recentQueries.some((each) => 'request' in each)).toBe(false);
    const { queryPerformance, topQueries } = collector.getStats();
    expect(queryPerformance).toMatchObject({ totalQueries: 5, minDurationMs: 3 });
    expect(topQueries.map(({ queryHash }) => queryHash).sort()).toEqual(['q3', 'q4', 'q5']);
  });

  it('knows the last health of each host', () => {
    const collector = new InMemoryMetricsCollector();
    const health = { lastCheck: new Date(), responseTimeMs: 2, errorCount: 0, totalQueries: 5 };
    collector.recordConnectionHealth({ host: 'a:9042', isHealthy: false, ...health });
    collector.recordConnectionHealth({ host: 'a:9042', isHealthy: true, ...health });
    expect(collector.getStats().connectionHealth).toEqual({ 'a:9042': { host: 'a:9042', isHealthy: true, ...health } });
  });

  it('has stats before the first query and after clear', () => {
    const collector = new InMemoryMetricsCollector();
    const empty = collector.getStats();
    expect(empty.queryPerformance).toMatchObject({
      totalQueries: 0,
      successRate: 1,
      p95DurationMs: 0,
      queriesPerSecond: 0,
    });
    collector.recordQuery(query({ success: false }));
    collector.clear();
    expect(collector.getStats()).toEqual(empty);
  });

  it.each([0, 1.5, NaN, -1])('refuses %d entries', (maxEntries) => {
    expect(() => new InMemoryMetricsCollector({ maxEntries })).toThrow(ConfigurationError);
  });
});
