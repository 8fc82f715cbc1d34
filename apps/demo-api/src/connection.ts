// How the service connects, and what it does when a node is slow, hangs or is gone.
import { MetricsMiddleware, policies, PrometheusMetricsCollector, types } from '@async-cassandra/core';
import type { CassandraOptionsFromFactory } from '@async-cassandra/nestjs';
import type { Registry } from 'prom-client';
import { withSchema } from './schema';
import type { Settings } from './settings';
import type { RequestWindow } from './status/request-window';

/** Milliseconds that an idempotent request waits for one node before it asks a second one as well. */
const patienceMs = 150;

export function connectionOptions(
  settings: Settings,
  requests: RequestWindow,
  registry: Registry,
): CassandraOptionsFromFactory {
  return {
    // A function: policies belong to one cluster, and each attempt to connect makes a new one.
    cluster: () => ({
      applicationName: 'demo-api',
      consistency: types.consistencies.localQuorum,
      requestTimeoutMs: 5000,
      speculativeExecutionPolicy: new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(patienceMs, 1),
      // A connection that is silent for so long although a request waits is given up: its node hangs.
      idleHeartbeatIntervalMs: 2000,
      // A node that is back is used again soon.
      reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(1000),
      ...settings.cluster,
    }),
    metrics: new MetricsMiddleware([requests, new PrometheusMetricsCollector({ registry })]),
    retryAttempts: 10,
    retryDelayMs: 1000,
    sessionFactory: (session) => withSchema(session, settings),
  };
}
