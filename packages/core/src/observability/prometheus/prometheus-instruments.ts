// All metrics that this package registers with one registry of prom-client: created once for each registry.
import type * as PromClient from 'prom-client';
import { MetricFactory } from './metric-factory';
import { SessionReadings } from '../metrics/session-readings';

/** Up to ten pages of the default size. */
const rowBuckets: readonly number[] = [0, 1, 10, 100, 1000, 5000, 10_000, 50_000];
const queryLabels = ['query_type', 'operation', 'success'] as const;

export type PrometheusInstruments = ReturnType<typeof makeInstruments>;

const known = new WeakMap<PromClient.Registry, PrometheusInstruments>();

/** Returns the metrics of a registry. @throws Error of prom-client when the registry has other metrics of these names. */
export function instrumentsOf(client: typeof PromClient, registry: PromClient.Registry): PrometheusInstruments {
  let instruments = known.get(registry);
  if (instruments === undefined) {
    instruments = makeInstruments(new MetricFactory(client, registry));
    known.set(registry, instruments);
  }
  return instruments;
}

function makeInstruments(make: MetricFactory) {
  let statementDuration: PromClient.Histogram<'statement'> | undefined;
  return {
    queryDuration: make.histogram(
      'cassandra_query_duration_seconds',
      'From the call of a session to its result, with waiting, retries and all pages',
      queryLabels,
    ),
    queries: make.counter('cassandra_queries_total', 'Calls of sessions, pages of streams, and PREPAREs', queryLabels),
    errors: make.counter('cassandra_errors_total', 'Queries that failed', ['error_type']),
    resultSize: make.histogram(
      'cassandra_query_result_size',
      'Rows of a result, or of a page of a stream',
      ['query_type'],
      rowBuckets,
    ),
    queueDuration: make.histogram(
      'cassandra_query_queue_duration_seconds',
      'How long a query waited for its turn to be sent',
    ),
    attemptDuration: make.histogram(
      'cassandra_attempt_duration_seconds',
      'Time from sending a request to a node to the answer of the node, or to abandoning the attempt',
      ['host'],
    ),
    attemptErrors: make.counter('cassandra_attempt_errors_total', 'Attempts that failed', ['host', 'error_type']),
    retries: make.counter('cassandra_retries_total', 'Retries of requests', ['kind']),
    speculativeExecutions: make.counter(
      'cassandra_speculative_executions_total',
      'Times that a request was sent to one more node before the first had answered',
    ),
    pages: make.counter('cassandra_pages_total', 'Pages of rows; scope page is streams and scans', ['scope']),
    rows: make.counter('cassandra_rows_total', 'Rows; scope page is streams and scans', ['scope']),
    responseTime: make.gauge(
      'cassandra_connection_response_time_seconds',
      'How long the node took to answer the last health check of a ConnectionMonitor',
      ['host'],
    ),
    readings: new SessionReadings(make),
    /** Created on first use, because its label is optional. */
    get statementDuration(): PromClient.Histogram<'statement'> {
      statementDuration ??= make.histogram(
        'cassandra_statement_duration_seconds',
        'As cassandra_query_duration_seconds, by statement',
        ['statement'],
      );
      return statementDuration;
    },
  };
}
