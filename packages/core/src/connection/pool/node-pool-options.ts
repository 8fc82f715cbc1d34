// The contract of a pool with its owner: how many connections, how to open them, and what it reports.
import type { ReconnectionPolicy } from '../../driver/policies';
import type { ConnectionOptions } from '../connection-options';

export interface NodePoolOptions {
  /** The id of the node, a UUID as text. */
  readonly hostId: string;
  readonly connection: ConnectionOptions;
  readonly connectionsPerNode: number;
  /** For a node with shards. 0: its shards do not count, and it has `connectionsPerNode` like any other. */
  readonly connectionsPerShard: number;
  readonly reconnectionPolicy: ReconnectionPolicy;
}

export interface NodePoolListener {
  /** The first connection is open. */
  onUp(): void;
  /** The last connection was lost. */
  onDown(error: Error): void;
  /** An attempt to connect failed; the reconnection policy decides when the next one follows. */
  onConnectFailed(error: Error): void;
  /** The shard-aware port of the node does not work: for some minutes, the node chooses the shards of new connections. */
  onShardPortUnusable(error: Error): void;
  /** A connection that had no capacity has capacity again. */
  onCapacity(): void;
}
