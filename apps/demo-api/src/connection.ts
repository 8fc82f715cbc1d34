// The connection options of the service, for nodes that are slow, hang or are lost.
import path from 'node:path';
import { MetricsMiddleware, policies, PrometheusMetricsCollector, types } from '@async-cassandra/core';
import type { CassandraOptionsFromFactory } from '@async-cassandra/nestjs';
import type { Registry } from 'prom-client';
import type { Settings } from './settings';
import type { RequestWindow } from './status/request-window';

/** Milliseconds after which an idempotent request without an answer is also sent to a second node. */
const speculativeDelayMs = 150;
const migrationsFolder = path.join(__dirname, '..', 'migrations');

export function connectionOptions(
  settings: Settings,
  requests: RequestWindow,
  registry: Registry,
): CassandraOptionsFromFactory {
  return {
    // A function, because policies belong to one cluster, and each attempt to connect creates a new one.
    cluster: () => ({
      applicationName: 'demo-api',
      consistency: types.consistencies.localQuorum,
      requestTimeoutMs: 5000,
      speculativeExecutionPolicy: new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(
        speculativeDelayMs,
        1,
      ),
      // A connection that is silent for this long while a request waits is closed: its node hangs.
      idleHeartbeatIntervalMs: 2000,
      // Reconnects soon to a node that is back.
      reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(1000),
      ...settings.cluster,
    }),
    metrics: new MetricsMiddleware([requests, new PrometheusMetricsCollector({ registry })]),
    retryAttempts: 10,
    retryDelayMs: 1000,
    keyspace: settings.keyspace,
    migrations: {
      folder: migrationsFolder,
      replication: { class: 'NetworkTopologyStrategy', replication_factor: settings.replicationFactor },
    },
  };
}
