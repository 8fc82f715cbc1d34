// The local ports from which a connection to a shard-aware port gets one shard: local port % number of shards = shard.
import { random } from '../waiting/random';

/** The ports that no service is registered for (RFC 6335). ScyllaDB's own drivers use the same ones. */
const firstPort = 49_152;
const lastPort = 65_535;

/** Returns up to `limit` ports of a shard, from a random one on: processes of one machine must not all begin with the same port. */
export function sourcePorts(shard: number, shardCount: number, limit: number): number[] {
  const lowest = firstPort + ((shard - (firstPort % shardCount) + shardCount) % shardCount);
  const count = Math.floor((lastPort - lowest) / shardCount) + 1;
  const start = Math.floor(random() * count);
  return Array.from({ length: Math.min(limit, count) }, (_, index) => lowest + ((start + index) % count) * shardCount);
}
