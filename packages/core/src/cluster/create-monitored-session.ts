// Creates a cluster, a session and its monitor in one call.
import { AsyncCluster } from './async-cluster';
import type { AsyncClusterOptions } from './cluster-options';
import { ConnectionMonitor } from '../observability/monitor/connection-monitor';
import { text, trueOrFalse } from '../options/option-checks';
import { checkOptions, option, optionBag } from '../options/option-table';
import { rateLimitBag, RateLimitedSession } from '../session/rate-limited-session';
import type { AsyncCassandraSession } from '../session/async-cassandra-session';

/** The options of the cluster and of its session. */
export interface MonitoredSessionOptions extends AsyncClusterOptions {
  /** The keyspace of the session. Default: none. */
  readonly keyspace?: string | undefined;
  /** The most requests at once; makes the session a `RateLimitedSession`. Default: only the limits of the cluster. */
  readonly maxConcurrent?: number | undefined;
  /** Whether to send one request to every node first. Default: true. */
  readonly warmup?: boolean | undefined;
}

/** The options that are not the cluster's own. The cluster checks the others. */
export const monitoredSessionBag = optionBag('createMonitoredSession', {
  keyspace: option(text),
  maxConcurrent: rateLimitBag.table.maxConcurrent,
  warmup: option(trueOrFalse, true),
});

/** A cluster with one session and one monitor. Disposing of it shuts the cluster down. */
export interface MonitoredSession<S> extends AsyncDisposable {
  readonly cluster: AsyncCluster;
  /** A `RateLimitedSession` with the option `maxConcurrent`. */
  readonly session: S;
  /** The monitor of the session; it does not monitor periodically until `startMonitoring`. */
  readonly monitor: ConnectionMonitor;
}

/**
 * Connects, and returns the session with a monitor of its nodes. Disposing of the result shuts the cluster down.
 *
 * @example
 * await using monitored = await createMonitoredSession({ contactPoints: ['10.0.0.1'], keyspace: 'shop', maxConcurrent: 100 });
 * monitored.monitor.startMonitoring();
 *
 * @throws the errors of `AsyncCluster` and `connect`. After an error nothing stays open.
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
