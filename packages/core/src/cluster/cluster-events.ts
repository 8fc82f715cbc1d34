import type { Node } from '../connection/pool/node';
import type { SchemaChange } from '../protocol/responses/schema-change';

/** The events of an `AsyncCluster`, by name, with the arguments of their listeners. */
export interface ClusterEvents {
  /** The first connection to the node is open. */
  nodeUp: [node: Node];
  /** The last connection to the node was lost. */
  nodeDown: [node: Node, error: Error];
  /** A node joined the cluster. */
  nodeAdded: [node: Node];
  /** A node left the cluster, or moved to another address or datacenter: `nodeAdded` follows then. */
  nodeRemoved: [node: Node];
  /** The schema changed. `metadata` already shows the change. */
  schemaChanged: [change: SchemaChange];
  /** A problem that does not stop the cluster; `error` is its cause, if there is one. */
  warning: [message: string, error?: unknown];
}
