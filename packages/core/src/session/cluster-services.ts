// The part of a cluster that a session uses. The cluster implements it, so session/ does not import cluster/.
import type { Codecs } from '../codec/codecs';
import type { Node } from '../connection/pool/node';
import type { ProtocolVersion } from '../protocol/protocol-version';
import type { Timestamp } from '../protocol/requests/query-parameters';
import type { SchemaChange } from '../protocol/responses/schema-change';
import type { Tablets } from '../routing/tablets';
import type { DeadlineWheel } from '../waiting/deadline-wheel';
import type { PreparedRegistry } from '../statement/prepared-registry';
import type { RequestSettings } from './request/request-settings';

/** ScyllaDB: the tablets that the server told of. */
export interface LearntTablets {
  /** Undefined until the server tells of one. */
  readonly tablets: Tablets<Node> | undefined;
  /** Keeps the description of a tablet, from the custom payload of an answer. */
  learn(keyspace: string, table: string, payload: Buffer): void;
}

export interface ClusterServices {
  readonly codecs: Codecs;
  readonly prepared: PreparedRegistry;
  readonly deadlines: DeadlineWheel;
  readonly maxConcurrentRequests: number;
  readonly maxQueuedRequests: number;
  readonly nodes: readonly Node[];
  readonly clusterName: string | undefined;
  readonly protocolVersion: ProtocolVersion;
  readonly replicas: LearntTablets;
  /** Returns the settings of an execution profile, or of the default one. Undefined for an unknown profile. */
  settingsOf(executionProfile: string | undefined): RequestSettings | undefined;
  nextTimestamp(): Timestamp | null;
  afterSchemaChange(change: SchemaChange, coordinator: Node): Promise<boolean>;
}
