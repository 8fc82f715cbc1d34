// The connections to a node with shards, by shard. Each shard gets the same number of them.
import type { Connection } from '../connection';
import type { Sharding } from '../sharding';
import { leastBusy } from './least-busy';
import type { NodePoolOptions } from './node-pool-options';

/** The most connections to one node, over all its shards. */
const mostConnections = 1024;

/** The part of a request that chooses a shard. */
export interface Routed {
  /** The token of the partition key, when it is known. May throw the errors of encoding. */
  readonly token: { readonly high: number; readonly low: number } | undefined;
  /** Returns the shard of the request's tablet on a node, if the tablet is known and is there. */
  tabletShardOn?(hostId: string): number | undefined;
}

export class ShardConnections {
  readonly sharding: Sharding;
  readonly #hostId: string;
  /** The connections that each shard should have. */
  readonly #perShard: number;
  readonly #byShard: (readonly Connection[])[];

  constructor(
    sharding: Sharding,
    { hostId, connectionsPerShard }: Pick<NodePoolOptions, 'hostId' | 'connectionsPerShard'>,
  ) {
    this.sharding = sharding;
    this.#hostId = hostId;
    this.#perShard = Math.max(1, Math.min(connectionsPerShard, Math.floor(mostConnections / sharding.shardCount)));
    this.#byShard = Array.from({ length: sharding.shardCount }, () => []);
  }

  /** The shards that lack connections, each as often as it lacks one. */
  get missing(): number[] {
    return this.#byShard.flatMap(({ length }, shard) =>
      Array.from({ length: Math.max(0, this.#perShard - length) }, () => shard),
    );
  }

  /** Whether a shard lacks a connection. */
  get isShort(): boolean {
    return this.#byShard.some(({ length }) => length < this.#perShard);
  }

  /**
   * The connections that a shard has beyond its number. While another shard lacks one, they may stay, up to one for each shard: a server
   * that chooses the shard itself gives a new connection to a shard with few of them.
   */
  get surplus(): readonly Connection[] {
    const surplus = this.#byShard.flatMap((connections) =>
      connections.length <= this.#perShard ? [] : leastUsed(connections, connections.length - this.#perShard),
    );
    return this.isShort && surplus.length <= this.sharding.shardCount ? [] : surplus;
  }

  add(connection: Connection, shard: number): void {
    this.#byShard[shard] = [...this.#byShard[shard]!, connection];
  }

  remove(connection: Connection): void {
    const shard = this.#byShard.findIndex((connections) => connections.includes(connection));
    if (shard >= 0) this.#byShard[shard] = this.#byShard[shard]!.filter((other) => other !== connection);
  }

  /** Returns the connection to the shard of the request's token with the fewest requests in flight and with capacity. */
  borrow(request: Routed): Connection | undefined {
    const shard = this.#shardOf(request);
    if (shard === undefined) return undefined;
    // A tablet may be on a shard that the node no longer has.
    return leastBusy(this.#byShard[shard] ?? []);
  }

  #shardOf(request: Routed): number | undefined {
    try {
      const { token } = request;
      if (token === undefined) return undefined;
      return request.tabletShardOn?.(this.#hostId) ?? this.sharding.shardOf(token.high, token.low);
    } catch {
      // Encoding the message throws the same error, where the request expects it.
      return undefined;
    }
  }
}

const leastUsed = (connections: readonly Connection[], count: number): readonly Connection[] =>
  [...connections].sort((one, other) => one.inFlight - other.inFlight).slice(0, count);
