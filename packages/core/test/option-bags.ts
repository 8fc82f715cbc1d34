// Every bag of options of this package, by its name in the source.
import { astraBag } from '../src/astra/astra';
import { codecBag } from '../src/codec/codec';
import { connectBag } from '../src/cluster/async-cluster';
import { clusterBag, encodingBag } from '../src/cluster/cluster-options';
import { monitoredSessionBag } from '../src/cluster/create-monitored-session';
import { profileBag } from '../src/cluster/execution-profile';
import { describeBag } from '../src/control/describe-options';
import { inMemoryMetricsBag } from '../src/observability/metrics/in-memory-metrics-collector';
import { metricsSystemBag } from '../src/observability/metrics/create-metrics-system';
import { prometheusMetricsBag } from '../src/observability/prometheus/prometheus-metrics-collector';
import { openTelemetryBag } from '../src/observability/tracing/open-telemetry';
import { requestLoggerBag } from '../src/observability/tracing/request-logger';
import { keyspacesBag } from '../src/keyspaces/keyspaces';
import { keyspacesRetryBag } from '../src/keyspaces/keyspaces-retry-policy';
import { instrumentationBag } from '../src/opentelemetry/cassandra-instrumentation';
import type { OptionBag, OptionTable } from '../src/options/option-table';
import { loadBalancingBag } from '../src/policies/async-load-balancing-policy';
import { failoverBag } from '../src/policies/datacenter-failover';
import { backoffBag, retryPolicyBag } from '../src/policies/async-retry-policy';
import { tlsBag } from '../src/connection/tls-options';
import { queryTraceBag } from '../src/result/query-trace';
import { rowReadableBag } from '../src/result/row-readable';
import { streamConfigBag } from '../src/result/stream-config';
import { concurrentBag } from '../src/session/concurrent/concurrent-executions';
import { executeBag } from '../src/statement/execute-options';
import { prepareBag } from '../src/statement/prepare-options';
import { rateLimitBag } from '../src/session/rate-limited-session';
import { countBag, scanBag } from '../src/session/scan-options';
import { streamBag } from '../src/session/stream-options';
import { batchBag } from '../src/statement/batch-statement';
import { statementBag } from '../src/statement/statement-options';
import { streamingStatementBag } from '../src/statement/streaming-statement';

export const optionBags = {
  astraBag,
  backoffBag,
  batchBag,
  clusterBag,
  codecBag,
  concurrentBag,
  connectBag,
  countBag,
  describeBag,
  encodingBag,
  executeBag,
  failoverBag,
  inMemoryMetricsBag,
  instrumentationBag,
  keyspacesBag,
  keyspacesRetryBag,
  loadBalancingBag,
  metricsSystemBag,
  monitoredSessionBag,
  openTelemetryBag,
  prepareBag,
  profileBag,
  prometheusMetricsBag,
  queryTraceBag,
  rateLimitBag,
  requestLoggerBag,
  retryPolicyBag,
  rowReadableBag,
  scanBag,
  statementBag,
  streamBag,
  streamConfigBag,
  streamingStatementBag,
  tlsBag,
} satisfies Readonly<Record<string, OptionBag<OptionTable>>>;
