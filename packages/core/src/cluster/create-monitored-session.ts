// A cluster, a session and its monitor in one call.
import { AsyncCluster } from './async-cluster';
import type { AsyncClusterOptions } from './cluster-options';
import { ConnectionMonitor } from '../observability/monitor/connection-monitor';
import { text, trueOrFalse } from '../options/option-checks';
import { checkOptions, option, optionBag } from '../options/option-table';
import { rateLimitBag, RateLimitedSession } from '../session/rate-limited-session';
import type { AsyncCassandraSession } from '../session/async-cassandra-session';

export interface MonitoredSessionOptions extends AsyncClusterOptions {
  readonly keyspace?: string | undefined;
  /** Requests at once; makes the session a `RateLimitedSession`. Default: no limit but the cluster's. */
  readonly maxConcurrent?: number | undefined;
  /** Whether every node is asked once before the first request. Default: true. */
  readonly warmup?: boolean | undefined;
}

/** What is not for the cluster, which checks the rest. */
export const monitoredSessionBag = optionBag('createMonitoredSession', {
  keyspace: option(text),
  maxConcurrent: rateLimitBag.table.maxConcurrent,
  warmup: option(trueOrFalse, true),
});

export interface MonitoredSession<S> extends AsyncDisposable {
  readonly cluster: AsyncCluster;
  readonly session: S;
  readonly monitor: ConnectionMonitor;
}

/**
 * Connects, and gives the session with a monitor of its nodes. Disposing of it shuts the cluster down.
 *
 * @example
 * await using monitored = await createMonitoredSession({ contactPoints: ['10.0.0.1'], keyspace: 'shop', maxConcurrent: 100 });
 * monitored.monitor.startMonitoring();
 *
 * @throws as `AsyncCluster` and `connect`. Nothing stays open then.
 */
export function createMonitoredSession(
  options: MonitoredSessionOptions & { readonly maxConcurrent: number },
): Promise<MonitoredSession<RateLimitedSession>>;
export function createMonitoredSession(
  options?: MonitoredSessionOptions & { readonly maxConcurrent?: undefined },
): Promise<MonitoredSession<AsyncCassandraSession>>;
export function createMonitoredSession(
  options?: MonitoredSessionOptions,
): Promise<MonitoredSession<AsyncCassandraSession | RateLimitedSession>>;
export async function createMonitoredSession(
  options: MonitoredSessionOptions = {},
): Promise<MonitoredSession<AsyncCassandraSession | RateLimitedSession>> {
  const { keyspace, maxConcurrent, warmup = true, ...clusterOptions } = options;
  checkOptions(monitoredSessionBag, { keyspace, maxConcurrent, warmup });
  const cluster = new AsyncCluster(clusterOptions);
  try {
    const plain = await cluster.connect(keyspace);
    const session = maxConcurrent === undefined ? plain : new RateLimitedSession(plain, { maxConcurrent });
    const monitor = new ConnectionMonitor(plain);
    if (warmup) await monitor.warmupConnections();
    return {
      cluster,
      session,
      monitor,
      async [Symbol.asyncDispose]() {
        await monitor.stopMonitoring();
        await cluster.shutdown();
      },
    };
  } catch (error) {
    await cluster.shutdown();
    throw error;
  }
}
