// The state that the requests of one session share, and their access to the cluster. Nothing here belongs to a single request.
import type { Codecs } from '../codec/codecs';
import type { Node } from '../connection/pool/node';
import type { ConnectionError } from '../errors/async-cassandra-error';
import type { RequestChannel } from '../connection/request-channel';
import type { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import type { ProtocolVersion } from '../protocol/protocol-version';
import type { Timestamp } from '../protocol/requests/query-parameters';
import type { SchemaChange } from '../protocol/responses/schema-change';
import type { PreparedQuery } from '../statement/prepared-query';
import { Admission, type Admissible } from './request/admission';
import type { ClusterServices, LearntTablets } from './cluster-services';
import type { DeadlineWheel } from '../waiting/deadline-wheel';
import type { SharedWork } from '../waiting/shared-work';
import type { Interruptible } from './stream-limits';

export class SessionContext {
  readonly codecs: Codecs;
  readonly deadlines: DeadlineWheel;
  readonly admission: Admission;
  /** The protocol version of all connections of the cluster. */
  readonly protocolVersion: ProtocolVersion;
  readonly replicas: LearntTablets;
  /** The open streams and scans. */
  readonly streams = new Set<Interruptible>();
  /** Requests that wait for the plan of an async policy, or for the delay of a retry: closing the session ends them. */
  readonly paused = new Set<Admissible>();
  /** Records every request. */
  metrics: MetricsMiddleware | undefined = undefined;
  /** The keyspace of unqualified names. */
  keyspace: string | undefined;
  /** The error of every request after `close`; undefined while the session is open. */
  closedError: ConnectionError | undefined = undefined;
  readonly #cluster: ClusterServices;

  constructor(cluster: ClusterServices, keyspace: string | undefined) {
    this.#cluster = cluster;
    this.codecs = cluster.codecs;
    this.deadlines = cluster.deadlines;
    this.protocolVersion = cluster.protocolVersion;
    this.replicas = cluster.replicas;
    this.admission = new Admission(cluster.maxConcurrentRequests, cluster.maxQueuedRequests);
    this.keyspace = keyspace;
  }

  get nodes(): readonly Node[] {
    return this.#cluster.nodes;
  }

  nextTimestamp(): Timestamp | null {
    return this.#cluster.nextTimestamp();
  }

  /** Prepares a text again on a node that has forgotten it. The caller must call `leave` once. */
  prepareAgain(prepared: PreparedQuery, node: Node, channel: RequestChannel, openMs: number): SharedWork<void> {
    const { keyspace } = prepared;
    const { pool } = node;
    // In v4 a PREPARE has the keyspace of its connection, and the id depends on it. A batch may have used another connection.
    if (this.protocolVersion === 4 && pool !== undefined) {
      const inKeyspace =
        keyspace === undefined
          ? (pool.connections[0] ?? channel)
          : (pool.borrowIn(keyspace) ?? ((): Promise<RequestChannel> => pool.openIn(keyspace)));
      return this.#cluster.prepared.prepareAgain(prepared, node, inKeyspace, openMs);
    }
    return this.#cluster.prepared.prepareAgain(prepared, node, channel, openMs);
  }

  /** Waits after a schema change until the nodes agree and the metadata is refreshed. Resolves with whether the nodes agree. */
  afterSchemaChange(change: SchemaChange, coordinator: Node): Promise<boolean> {
    return this.#cluster.afterSchemaChange(change, coordinator);
  }
}
