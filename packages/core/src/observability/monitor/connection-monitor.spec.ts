import { ConfigurationError, ConnectionError } from '../../errors/async-cassandra-error';
import { ConnectionMonitor, type WatchedSession } from './connection-monitor';
import type { ClusterMetrics } from './host-metrics';
import { InMemoryMetricsCollector } from '../metrics/in-memory-metrics-collector';
import { MetricsCollector } from '../metrics/metrics-collector';
import { MetricsMiddleware } from '../metrics/metrics-middleware';
import { nodeAt, sessionOf } from '../channels/observation.spec-support';

jest.mock('../../waiting/timers', () => jest.requireActual('../../waiting/fake-timers.spec-support'));

type Answer = (host: string) => Promise<unknown>;

function sessionThat(answer: Answer, metrics?: MetricsMiddleware): WatchedSession & { isClosed: boolean } {
  const nodes = [
    nodeAt(1, { openConnections: 2 }),
    nodeAt(2, { isUp: false, openConnections: 0 }),
    nodeAt(3, { isIgnored: true, isUp: false, openConnections: 0, datacenter: 'dc2' }),
  ];
  return {
    isClosed: false,
    metrics,
    observed: sessionOf(nodes, { requests: { inFlight: 4, queued: 5 } }),
    execute: (_query, _parameters, { host }) => answer(host),
  };
}

const secondIsDown: Answer = (host) =>
  host.startsWith('10.0.0.2') ? Promise.reject(new ConnectionError('refused')) : Promise.resolve();

describe('a health check', () => {
  it('finds a node that answers up, and says how fast', async () => {
    const monitor = new ConnectionMonitor(sessionThat(secondIsDown));
    const metrics = await monitor.checkHostHealth('10.0.0.1:9042');
    expect(metrics).toMatchObject({
      address: '10.0.0.1:9042',
      datacenter: 'dc1',
      rack: 'r1',
      status: 'up',
      releaseVersion: '5.0.8',
      connectionCount: 2,
      lastError: null,
    });
    expect(metrics.latencyMs).toBeGreaterThanOrEqual(0);
    expect(metrics.lastCheck).toBeInstanceOf(Date);
  });

  it('finds a node that does not answer down, and says why', async () => {
    const monitor = new ConnectionMonitor(sessionThat(secondIsDown));
    expect(await monitor.checkHostHealth(nodeAt(2))).toMatchObject({
      status: 'down',
      latencyMs: null,
      lastError: 'ConnectionError: refused',
    });
  });

  it('does not ask a node that the load balancing ignores', async () => {
    const asked: string[] = [];
    const monitor = new ConnectionMonitor(sessionThat((host) => Promise.resolve(asked.push(host))));
    expect(await monitor.checkHostHealth('10.0.0.3:9042')).toMatchObject({ status: 'unknown', latencyMs: null });
    expect(asked).toEqual([]);
  });

  it('refuses a node that is not of the cluster', async () => {
    await expect(new ConnectionMonitor(sessionThat(secondIsDown)).checkHostHealth('10.9.9.9:1')).rejects.toThrow(
      ConfigurationError,
    );
  });

  it('is told to the metrics of the session', async () => {
    const collector = new InMemoryMetricsCollector();
    const monitor = new ConnectionMonitor(sessionThat(secondIsDown, new MetricsMiddleware([collector])));
    await monitor.warmupConnections();
    const { connectionHealth } = collector.getStats();
    expect(Object.keys(connectionHealth).sort()).toEqual(['10.0.0.1:9042', '10.0.0.2:9042']);
    expect(connectionHealth['10.0.0.1:9042']).toMatchObject({ isHealthy: true, responseTimeMs: expect.any(Number) });
    expect(connectionHealth['10.0.0.2:9042']).toMatchObject({ isHealthy: false, responseTimeMs: null });
  });
});

describe('the metrics of the cluster', () => {
  it('sum up its nodes', async () => {
    const metrics = await new ConnectionMonitor(sessionThat(secondIsDown)).getClusterMetrics();
    expect(metrics).toMatchObject({
      clusterName: 'Test Cluster',
      protocolVersion: 5,
      totalConnections: 2,
      healthyHosts: 1,
      unhealthyHosts: 1,
      appMetrics: { requests: { inFlight: 4, queued: 5 } },
    });
    expect(metrics.hosts.map(({ status }) => status)).toEqual(['up', 'down', 'unknown']);
  });

  it('have the stats of the collectors that give some', async () => {
    class Failing extends MetricsCollector {
      override getStats(): never {
        throw new Error('no stats');
      }
    }
    const middleware = new MetricsMiddleware([new InMemoryMetricsCollector(), new Failing()]);
    const { appMetrics } = await new ConnectionMonitor(sessionThat(secondIsDown, middleware)).getClusterMetrics();
    expect(appMetrics).toMatchObject({ InMemoryMetricsCollector: { queryPerformance: { totalQueries: 0 } } });
    expect(appMetrics).not.toHaveProperty('Failing');
  });

  it('have the stats of every collector, also of two that are called alike', async () => {
    const middleware = new MetricsMiddleware([new InMemoryMetricsCollector(), new InMemoryMetricsCollector()]);
    const { appMetrics } = await new ConnectionMonitor(sessionThat(secondIsDown, middleware)).getClusterMetrics();
    expect(appMetrics).toMatchObject({
      InMemoryMetricsCollector: { queryPerformance: { totalQueries: 0 } },
      InMemoryMetricsCollector2: { queryPerformance: { totalQueries: 0 } },
    });
  });

  it('do not wait for ever for a collector', async () => {
    class Hanging extends MetricsCollector {
      override getStats(): Promise<never> {
        return new Promise(() => {});
      }
    }
    const monitor = new ConnectionMonitor(sessionThat(secondIsDown, new MetricsMiddleware([new Hanging()])));
    expect((await monitor.getClusterMetrics()).appMetrics).not.toHaveProperty('Hanging');
  });

  it('are there without asking anyone, in short', () => {
    const monitor = new ConnectionMonitor(sessionThat(() => Promise.reject(new Error('asked'))));
    expect(monitor.getConnectionSummary()).toEqual({
      clusterName: 'Test Cluster',
      protocolVersion: 5,
      totalHosts: 3,
      upHosts: 1,
      downHosts: 1,
      totalConnections: 2,
      inFlight: 4,
      queued: 5,
    });
  });
});

describe('monitoring', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('collects at once and then again after each interval, until it is stopped', async () => {
    const monitor = new ConnectionMonitor(sessionThat(secondIsDown));
    const rounds: ClusterMetrics[] = [];
    monitor.addCallback((metrics) => rounds.push(metrics));
    monitor.startMonitoring(1000);
    monitor.startMonitoring(1);
    await jest.advanceTimersByTimeAsync(0);
    expect(rounds).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(2000);
    expect(rounds).toHaveLength(3);
    await monitor.stopMonitoring();
    await jest.advanceTimersByTimeAsync(5000);
    expect([rounds.length, jest.getTimerCount(), monitor.isMonitoring]).toEqual([3, 0, false]);
    monitor.startMonitoring(1000);
    await jest.advanceTimersByTimeAsync(0);
    expect(rounds).toHaveLength(4);
    await monitor[Symbol.asyncDispose]();
  });

  it('begins no round before the last one has ended', async () => {
    let answer: (() => void) | undefined;
    let asked = 0;
    const session = sessionThat((host) => {
      if (host.startsWith('10.0.0.2')) return Promise.resolve();
      asked++;
      return new Promise<void>((resolve) => (answer = resolve));
    });
    const monitor = new ConnectionMonitor(session);
    monitor.startMonitoring(10);
    await jest.advanceTimersByTimeAsync(1000);
    expect(asked).toBe(1);
    answer!();
    await jest.advanceTimersByTimeAsync(10);
    expect(asked).toBe(2);
    const stopped = monitor.stopMonitoring();
    answer!();
    await stopped;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends with its session', async () => {
    const session = sessionThat(secondIsDown);
    const monitor = new ConnectionMonitor(session);
    monitor.startMonitoring(10);
    await jest.advanceTimersByTimeAsync(0);
    session.isClosed = true;
    await jest.advanceTimersByTimeAsync(10);
    expect([monitor.isMonitoring, jest.getTimerCount()]).toEqual([false, 0]);
  });

  it('goes on when a callback throws or stops it', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const monitor = new ConnectionMonitor(sessionThat(secondIsDown));
    let rounds = 0;
    monitor.addCallback(() => {
      throw new Error('of the callback');
    });
    monitor.addCallback(() => {
      if (++rounds === 2) void monitor.stopMonitoring();
    });
    monitor.startMonitoring(10);
    await jest.advanceTimersByTimeAsync(100);
    expect([rounds, jest.getTimerCount()]).toEqual([2, 0]);
    expect(emitWarning).toHaveBeenCalledTimes(1);
    emitWarning.mockRestore();
  });

  it.each([0, -1, NaN, Infinity])('refuses an interval of %d', (intervalMs) => {
    expect(() => new ConnectionMonitor(sessionThat(secondIsDown)).startMonitoring(intervalMs)).toThrow(
      ConfigurationError,
    );
  });
});
