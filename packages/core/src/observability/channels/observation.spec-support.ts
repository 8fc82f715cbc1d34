// Requests, nodes and sessions without sockets, for specs.
import type { ObservedAttempt } from './attempt-observation';
import type { ObservedRequest } from './messages';
import type { ObservedNode } from './observed-node';
import type { ObservedSession } from '../metrics/observed-session';
import { observeRequest, RequestObservation, type RequestRecorder } from './request-observation';

type Changes<T> = { -readonly [Name in keyof T]?: T[Name] };
type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

export function nodeAt(number: number, changes: Changes<ObservedNode> = {}): Mutable<ObservedNode> {
  return {
    hostId: `host-${number}`,
    address: `10.0.0.${number}`,
    port: 9042,
    endpoint: `10.0.0.${number}:9042`,
    datacenter: 'dc1',
    rack: 'r1',
    releaseVersion: '5.0.8',
    isUp: true,
    isIgnored: false,
    openConnections: 1,
    inFlight: 0,
    orphaned: 0,
    totals: {
      requests: 0,
      responses: 0,
      bytesSent: 0,
      bytesReceived: 0,
      connectionsOpened: 1,
      connectionsLost: 0,
      connectFailures: 0,
    },
    ...changes,
  };
}

export function sessionOf(
  nodes: readonly ObservedNode[],
  changes: Changes<ObservedSession> = {},
): Mutable<ObservedSession> {
  return {
    clusterName: 'Test Cluster',
    protocolVersion: 5,
    nodes,
    requests: { inFlight: 0, queued: 0 },
    openStreams: 0,
    preparedCache: { hits: 0, misses: 0, repreparations: 0, size: 0 },
    ...changes,
  };
}

/** Observes a request as a session does; also one that nobody observes. */
export function observe(changes: Changes<ObservedRequest> = {}, recorder?: RequestRecorder): RequestObservation {
  const request: ObservedRequest = {
    queryType: 'simple',
    scope: 'all',
    query: 'SELECT * FROM users',
    keyspace: 'shop',
    parametersCount: 0,
    consistency: 10,
    fetchSize: 5000,
    isIdempotent: undefined,
    ...changes,
  };
  return observeRequest(recorder, request) ?? new RequestObservation(request, recorder);
}

export function attemptOn(node: ObservedNode, changes: Changes<ObservedAttempt> = {}): ObservedAttempt {
  return {
    node,
    connection: { id: 1, localPort: 54_321 },
    startedAt: performance.now(),
    endedAt: performance.now() + 5,
    requestBytes: 100,
    responseBytes: 200,
    error: undefined,
    ...changes,
  };
}
