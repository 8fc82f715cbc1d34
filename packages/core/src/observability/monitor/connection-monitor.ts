// Checks the health of the nodes, once or periodically, and calls callbacks with the result.
import { ConfigurationError } from '../../errors/async-cassandra-error';
import { describe } from '../../options/option-checks';
import { guardCallback } from '../../waiting/guard-callback';
import { errorTypeOf, messageToShow } from '../channels/error-type';
import {
  HOST_STATUS_DOWN,
  HOST_STATUS_UNKNOWN,
  HOST_STATUS_UP,
  type ClusterMetrics,
  type ConnectionSummary,
  type HostMetrics,
  type HostStatus,
} from './host-metrics';
import type { MetricsMiddleware } from '../metrics/metrics-middleware';
import { healthOf } from '../channels/observe-nodes';
import type { ObservedNode } from '../channels/observed-node';
import type { ObservedSession } from '../metrics/observed-session';
import { readStats } from '../metrics/read-stats';
import { clearTimeout, nowMs, setTimeout } from '../../waiting/timers';

/** The members of a `Session` that a monitor uses. */
export interface WatchedSession {
  readonly isClosed: boolean;
  readonly metrics: MetricsMiddleware | undefined;
  readonly observed: ObservedSession;
  execute(
    query: string,
    parameters: readonly [],
    options: { readonly host: string; readonly timeoutMs: number },
  ): Promise<unknown>;
}

/** Receives the result of each check. The monitor does not wait for a promise that it returns. */
export type MonitorCallback = (metrics: ClusterMetrics) => unknown;

const defaultIntervalMs = 60_000;
const maxIntervalMs = 0x7fff_ffff;
/** The timeout of a node's answer to one small query. */
const checkTimeoutMs = 5000;
const checkQuery = 'SELECT release_version FROM system.local';

/**
 * Monitors the nodes of a session's cluster.
 *
 * @example
 * await using monitor = new ConnectionMonitor(session);
 * monitor.addCallback(({ unhealthyHosts }) => unhealthyHosts > 0 && page('Cassandra nodes are down'));
 * monitor.startMonitoring(30_000);
 */
export class ConnectionMonitor implements AsyncDisposable {
  readonly #session: WatchedSession;
  readonly #callbacks: MonitorCallback[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isMonitoring = false;
  #round: Promise<void> = Promise.resolve();

  constructor(session: WatchedSession) {
    this.#session = session;
  }

  /** Whether the monitor checks periodically: from `startMonitoring` to `stopMonitoring`. */
  get isMonitoring(): boolean {
    return this.#isMonitoring;
  }

  /** Adds a callback for the metrics of every round. Its exception or rejection becomes one process warning. @throws ConfigurationError when it is not a function. */
  addCallback(callback: MonitorCallback): void {
    if (typeof callback !== 'function') throw new ConfigurationError('addCallback needs a function');
    this.#callbacks.push(callback);
  }

  /**
   * Sends a small query to one node. A node that does not answer is `down`; a node without connections is `unknown`.
   *
   * @throws ConfigurationError when the cluster has no such node.
   */
  async checkHostHealth(host: ObservedNode | string): Promise<HostMetrics> {
    const node = this.#find(typeof host === 'string' ? host : host.endpoint);
    if (node.isIgnored) return describeHost(node, HOST_STATUS_UNKNOWN, null, null);
    const startedAt = nowMs();
    let failure: unknown;
    try {
      await this.#session.execute(checkQuery, [], { host: node.endpoint, timeoutMs: checkTimeoutMs });
    } catch (error) {
      failure = error ?? new Error('no reason was given');
    }
    const isHealthy = failure === undefined;
    const latencyMs = isHealthy ? nowMs() - startedAt : null;
    this.#session.metrics?.recordConnectionMetrics({ ...healthOf(node), isHealthy, responseTimeMs: latencyMs });
    return describeHost(
      node,
      isHealthy ? HOST_STATUS_UP : HOST_STATUS_DOWN,
      latencyMs,
      isHealthy ? null : reasonOf(failure),
    );
  }

  /** Checks all nodes at once, and reads the stats of the session's collectors. */
  async getClusterMetrics(): Promise<ClusterMetrics> {
    const { metrics, observed } = this.#session;
    const timestamp = new Date();
    const [hosts, stats] = await Promise.all([
      Promise.all(observed.nodes.map((node) => this.checkHostHealth(node))),
      metrics === undefined ? {} : readStats(metrics.collectors),
    ]);
    return {
      timestamp,
      clusterName: observed.clusterName ?? null,
      protocolVersion: observed.protocolVersion,
      hosts,
      totalConnections: hosts.reduce((sum, { connectionCount }) => sum + connectionCount, 0),
      healthyHosts: count(hosts, HOST_STATUS_UP),
      unhealthyHosts: count(hosts, HOST_STATUS_DOWN),
      appMetrics: { requests: observed.requests, ...stats },
    };
  }

  /** Sends one query to each node, so that the first request of the application does not pay for setup. Never rejects. */
  async warmupConnections(): Promise<void> {
    await Promise.all(this.#session.observed.nodes.map((node) => this.checkHostHealth(node)));
  }

  /**
   * Checks all nodes now, and again `intervalMs` (60,000 by default) after each round, until `stopMonitoring` or the end of the session. Does
   * not keep the process alive. Does nothing when it is already running.
   *
   * @throws ConfigurationError when `intervalMs` is not a number of milliseconds above 0.
   */
  startMonitoring(intervalMs: number = defaultIntervalMs): void {
    if (typeof intervalMs !== 'number' || !(intervalMs > 0 && intervalMs <= maxIntervalMs)) {
      throw new ConfigurationError(
        `The interval must be from 1 to ${maxIntervalMs} milliseconds, not ${describe(intervalMs)}`,
      );
    }
    if (this.#isMonitoring) return;
    this.#isMonitoring = true;
    this.#round = this.#collect(intervalMs);
  }

  /** Stops monitoring. Resolves when a running round has ended. Idempotent. */
  async stopMonitoring(): Promise<void> {
    this.#isMonitoring = false;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** Stops the monitor, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stopMonitoring();
  }

  /** Returns the state of the connections without sending a request. */
  getConnectionSummary(): ConnectionSummary {
    const { clusterName, protocolVersion, nodes, requests } = this.#session.observed;
    const wanted = nodes.filter(({ isIgnored }) => !isIgnored);
    const upHosts = wanted.filter(({ isUp }) => isUp).length;
    return {
      clusterName: clusterName ?? null,
      protocolVersion,
      totalHosts: nodes.length,
      upHosts,
      downHosts: wanted.length - upHosts,
      totalConnections: nodes.reduce((sum, { openConnections }) => sum + openConnections, 0),
      ...requests,
    };
  }

  async #collect(intervalMs: number): Promise<void> {
    if (this.#session.isClosed) {
      this.#isMonitoring = false;
      return;
    }
    const metrics = await this.getClusterMetrics();
    // All callbacks get the same object.
    for (const each of [metrics, metrics.hosts, ...metrics.hosts]) Object.freeze(each);
    if (!this.#isMonitoring) return;
    for (const callback of this.#callbacks) {
      guardCallback(callback, 'A callback of a ConnectionMonitor', () => callback(metrics));
    }
    // A callback may have called `stopMonitoring`.
    if (!this.#isMonitoring) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#collect(intervalMs);
    }, intervalMs);
    this.#timer.unref();
  }

  #find(endpoint: string): ObservedNode {
    const node = this.#session.observed.nodes.find((candidate) => candidate.endpoint === endpoint);
    if (node === undefined) throw new ConfigurationError(`There is no node ${endpoint} in this cluster`);
    return node;
  }
}

function describeHost(
  node: ObservedNode,
  status: HostStatus,
  latencyMs: number | null,
  lastError: string | null,
): HostMetrics {
  return {
    address: node.endpoint,
    datacenter: node.datacenter,
    rack: node.rack,
    status,
    releaseVersion: node.releaseVersion,
    connectionCount: node.openConnections,
    latencyMs,
    lastError,
    lastCheck: new Date(),
  };
}

function reasonOf(error: unknown): string {
  const errorType = errorTypeOf(error);
  const message = messageToShow(error, errorType);
  return message === undefined ? errorType : `${errorType}: ${message}`;
}

function count(hosts: readonly HostMetrics[], status: HostStatus): number {
  return hosts.filter((host) => host.status === status).length;
}
