// The Prometheus metrics that are read at a scrape: gauges and counters of nodes and sessions.
import type { ObservedNode } from '../channels/observed-node';
import type { ObservedSession, PreparedCacheCounts } from '../metrics/observed-session';

export interface Reading<Source> {
  readonly name: string;
  readonly help: string;
  /** A `counter` only grows. */
  readonly kind: 'gauge' | 'counter';
  readonly read: (source: Source) => number;
  /** Combines the values of two clusters that know the same node. Default: their sum. */
  readonly combine?: (one: number, other: number) => number;
}

function gauge<Source>(name: string, help: string, read: (source: Source) => number): Reading<Source> {
  return { name, help, kind: 'gauge', read };
}

function counter<Source>(name: string, help: string, read: (source: Source) => number): Reading<Source> {
  return { name, help, kind: 'counter', read };
}

const upAsNumber = ({ isUp }: ObservedNode) => (isUp ? 1 : 0);

/** Metrics of nodes, with the label `host`. */
export const nodeReadings: readonly Reading<ObservedNode>[] = [
  {
    ...gauge('cassandra_connection_healthy', '1 while a connection to the node is open, else 0', upAsNumber),
    combine: Math.min,
  },
  gauge('cassandra_connections', 'Open connections to the node', ({ openConnections }) => openConnections),
  gauge(
    'cassandra_node_requests_in_flight',
    'Requests that wait for an answer of the node',
    ({ inFlight }) => inFlight,
  ),
  gauge(
    'cassandra_orphaned_requests',
    'Abandoned requests that the node has not answered yet',
    ({ orphaned }) => orphaned,
  ),
  counter('cassandra_node_requests_total', 'Requests sent to the node', ({ totals }) => totals.requests),
  counter('cassandra_node_responses_total', 'Answers of the node', ({ totals }) => totals.responses),
  counter('cassandra_sent_bytes_total', 'Bytes sent to the node', ({ totals }) => totals.bytesSent),
  counter('cassandra_received_bytes_total', 'Bytes received from the node', ({ totals }) => totals.bytesReceived),
  counter(
    'cassandra_connections_opened_total',
    'Connections opened to the node',
    ({ totals }) => totals.connectionsOpened,
  ),
  counter('cassandra_connections_lost_total', 'Connections lost to the node', ({ totals }) => totals.connectionsLost),
  counter(
    'cassandra_connect_failures_total',
    'Attempts to connect to the node that failed',
    ({ totals }) => totals.connectFailures,
  ),
];

/** Metrics of nodes, with the labels `datacenter` and `rack`: the share of each is its part of the sum. */
export const rackReadings: readonly Reading<ObservedNode>[] = [
  counter('cassandra_rack_responses_total', 'Answers of the nodes of a rack', ({ totals }) => totals.responses),
];

/** Metrics without labels: the sum over all sessions. */
export const sessionReadings: readonly Reading<ObservedSession>[] = [
  gauge(
    'cassandra_requests_in_flight',
    'Requests that were sent and have not ended',
    ({ requests }) => requests.inFlight,
  ),
  gauge('cassandra_requests_queued', 'Requests that wait for their turn', ({ requests }) => requests.queued),
  gauge('cassandra_open_streams', 'Streams and scans that are being read', ({ openStreams }) => openStreams),
];

/** Metrics without labels: the sum over all clusters. */
export const preparedReadings: readonly Reading<PreparedCacheCounts>[] = [
  gauge('cassandra_prepared_statements', 'Prepared statements that are kept', ({ size }) => size),
  counter('cassandra_prepared_cache_hits_total', 'Texts that had been prepared before', ({ hits }) => hits),
  counter('cassandra_prepared_cache_misses_total', 'Texts that had to be prepared', ({ misses }) => misses),
  counter(
    'cassandra_repreparations_total',
    'Statements that were prepared again on a node that had forgotten them',
    ({ repreparations }) => repreparations,
  ),
];
