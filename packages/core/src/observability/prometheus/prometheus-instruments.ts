// All metrics that this package registers with one registry of prom-client: created once for each registry.
import type * as PromClient from 'prom-client';
import type { AccumulatingHistogram } from './accumulating-metric';
import { MetricFactory } from './metric-factory';
import { SessionReadings } from '../metrics/session-readings';

/** Up to ten pages of the default size. */
const rowBuckets: readonly number[] = [0, 1, 10, 100, 1000, 5000, 10_000, 50_000];
const queryLabels = ['query_type', 'operation', 'success'] as const;

export type PrometheusInstruments = ReturnType<typeof makeInstruments>;

interface Known {
  readonly factory: MetricFactory;
  readonly instruments: PrometheusInstruments;
}

const known = new WeakMap<PromClient.Registry, Known>();

/** Returns the metrics of a registry, registered. @throws Error of prom-client when the registry has other metrics of these names. */
export function instrumentsOf(client: typeof PromClient, registry: PromClient.Registry): PrometheusInstruments {
  const before = known.get(registry);
  if (before !== undefined) {
    before.factory.registerAgain();
    return before.instruments;
  }
  const factory = new MetricFactory(client, registry);
  const instruments = makeInstruments(factory);
  known.set(registry, { factory, instruments });
  return instruments;
}

function makeInstruments(make: MetricFactory) {
  let statementDuration: AccumulatingHistogram<'statement'> | undefined;
  return {
    queryDuration: make.accumulatingHistogram(
      'cassandra_query_duration_seconds',
      'From the call of a session to its result, with waiting, retries and all pages',
      queryLabels,
    ),
    queries: make.accumulatingCounter(
      'cassandra_queries_total',
      'Calls of sessions, pages of streams, and PREPAREs',
      queryLabels,
    ),
    errors: make.accumulatingCounter('cassandra_errors_total', 'Queries that failed', ['error_type']),
    resultSize: make.accumulatingHistogram(
      'cassandra_query_result_size',
      'Rows of a result, or of a page of a stream',
      ['query_type'],
      rowBuckets,
    ),
    queueDuration: make.accumulatingHistogram(
      'cassandra_query_queue_duration_seconds',
      'How long a query waited for its turn to be sent',
    ),
    attemptDuration: make.accumulatingHistogram(
      'cassandra_attempt_duration_seconds',
      'Time from sending a request to a node to the answer of the node, or to abandoning the attempt',
      ['host'],
    ),
    attemptErrors: make.accumulatingCounter('cassandra_attempt_errors_total', 'Attempts that failed', [
      'host',
      'error_type',
    ]),
    retries: make.accumulatingCounter('cassandra_retries_total', 'Retries of requests', ['kind']),
    speculativeExecutions: make.accumulatingCounter(
      'cassandra_speculative_executions_total',
      'Times that a request was sent to one more node before the first had answered',
    ),
    pages: make.accumulatingCounter('cassandra_pages_total', 'Pages of rows; scope page is streams and scans', [
      'scope',
    ]),
    rows: make.accumulatingCounter('cassandra_rows_total', 'Rows; scope page is streams and scans', ['scope']),
    responseTime: make.gauge(
      'cassandra_connection_response_time_seconds',
      'How long the node took to answer the last health check of a ConnectionMonitor',
      ['host'],
    ),
    readings: new SessionReadings(make),
    /** Created on first use, because its label is optional. */
    get statementDuration(): AccumulatingHistogram<'statement'> {
      statementDuration ??= make.accumulatingHistogram(
        'cassandra_statement_duration_seconds',
        'As cassandra_query_duration_seconds, by statement',
        ['statement'],
      );
      return statementDuration;
    },
  };
}
