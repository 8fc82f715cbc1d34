import type { Node } from '../connection/pool/node';
import type { SchemaChange } from '../protocol/responses/schema-change';

/** The events of an `AsyncCluster`, by name, with what their listeners are given. */
export interface ClusterEvents {
  /** The first connection to the node is open. */
  nodeUp: [node: Node];
  /** The last connection to the node is gone. */
  nodeDown: [node: Node, error: Error];
  nodeAdded: [node: Node];
  nodeRemoved: [node: Node];
  /** Metadata shows the change already. */
  schemaChanged: [change: SchemaChange];
  /** Something that needs a look, but that the cluster lives with: `error` says why where there is one. */
  warning: [message: string, error?: unknown];
}
