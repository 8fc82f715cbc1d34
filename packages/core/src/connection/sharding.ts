// The shards of a ScyllaDB node: each core serves its own part of the tokens. A node with shards describes them in SUPPORTED; Cassandra has
// none (docs/dev/protocol-extensions.md of scylladb, "Intranode sharding").

/** More shards than any machine has cores: such a number is not believed. */
const mostShards = 1024;
const algorithm = 'biased-token-round-robin';

/** How a node divides its tokens among its shards. */
export class Sharding {
  constructor(
    readonly shardCount: number,
    /** The number of leading bits of a token that do not count. */
    readonly ignoredBits: number,
    /** The port whose connections choose their shard by their local port. */
    readonly port: number | undefined,
    /** The same with TLS. */
    readonly tlsPort: number | undefined,
  ) {}

  equals(other: Sharding | undefined): boolean {
    return (
      other !== undefined &&
      other.shardCount === this.shardCount &&
      other.ignoredBits === this.ignoredBits &&
      other.port === this.port &&
      other.tlsPort === this.tlsPort
    );
  }

  /**
   * Returns the shard of a token, given in two halves:
   *
   *   ((token + 2^63) << ignoredBits, its lower 64 bits) * shardCount / 2^64
   */
  shardOf(high: number, low: number): number {
    const bits = this.ignoredBits;
    let upper = (high ^ 0x8000_0000) >>> 0;
    let lower = low >>> 0;
    if (bits >= 32) {
      upper = (lower << (bits - 32)) >>> 0;
      lower = 0;
    } else if (bits > 0) {
      upper = ((upper << bits) | (lower >>> (32 - bits))) >>> 0;
      lower = (lower << bits) >>> 0;
    }
    // Both products have at most 42 bits.
    const carry = Math.floor((lower * this.shardCount) / 2 ** 32);
    return Math.floor((upper * this.shardCount + carry) / 2 ** 32);
  }
}

/** The shard of one connection. */
export interface ShardPlace {
  readonly sharding: Sharding;
  readonly shard: number;
}

/** Reads the options of SUPPORTED. Undefined when the node has no shards, has a single one, or divides tokens in a way that is not known. */
export function readShardPlace(supported: Readonly<Record<string, readonly string[]>>): ShardPlace | undefined {
  const number = (name: string, least: number, most: number): number | undefined => {
    const text = supported[`SCYLLA_${name}`]?.[0] ?? '';
    const value = /^\d{1,5}$/.test(text) ? Number(text) : -1;
    return value >= least && value <= most ? value : undefined;
  };
  const shardCount = number('NR_SHARDS', 2, mostShards);
  if (shardCount === undefined) return undefined;
  const shard = number('SHARD', 0, shardCount - 1);
  const ignoredBits = number('SHARDING_IGNORE_MSB', 0, 63);
  if (shard === undefined || ignoredBits === undefined) return undefined;
  if (supported['SCYLLA_SHARDING_ALGORITHM']?.[0] !== algorithm) return undefined;
  if (supported['SCYLLA_PARTITIONER']?.[0]?.endsWith('.Murmur3Partitioner') !== true) return undefined;
  const port = number('SHARD_AWARE_PORT', 1, 0xffff);
  const tlsPort = number('SHARD_AWARE_PORT_SSL', 1, 0xffff);
  return { sharding: new Sharding(shardCount, ignoredBits, port, tlsPort), shard };
}
