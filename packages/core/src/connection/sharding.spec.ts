import { murmur3Token } from '../routing/murmur3';
import { Token } from '../routing/token';
import { readShardPlace, Sharding } from './sharding';

const supported = {
  SCYLLA_SHARD: ['1'],
  SCYLLA_NR_SHARDS: ['12'],
  SCYLLA_PARTITIONER: ['org.apache.cassandra.dht.Murmur3Partitioner'],
  SCYLLA_SHARDING_ALGORITHM: ['biased-token-round-robin'],
  SCYLLA_SHARDING_IGNORE_MSB: ['12'],
  SCYLLA_SHARD_AWARE_PORT: ['19042'],
  SCYLLA_SHARD_AWARE_PORT_SSL: ['19142'],
};

const shardOf = (sharding: Sharding, token: bigint): number => {
  const { high, low } = Token.fromBigInt(token);
  return sharding.shardOf(high, low);
};

/** The specification's own formula, with whole numbers of any size. */
function specified(token: bigint, shardCount: number, ignoredBits: number): number {
  const biased = ((token + (1n << 63n)) << BigInt(ignoredBits)) & ((1n << 64n) - 1n);
  return Number((biased * BigInt(shardCount)) >> 64n);
}

describe('readShardPlace', () => {
  it('reads the shard of the connection and how the node divides tokens', () => {
    expect(readShardPlace(supported)).toEqual({ shard: 1, sharding: new Sharding(12, 12, 19042, 19142) });
  });

  it('reads a node without shard-aware ports', () => {
    const { SCYLLA_SHARD_AWARE_PORT: _, SCYLLA_SHARD_AWARE_PORT_SSL: __, ...rest } = supported;
    expect(readShardPlace(rest)?.sharding).toEqual(new Sharding(12, 12, undefined, undefined));
  });

  it.each([
    ['Cassandra', {}],
    ['one shard', { ...supported, SCYLLA_SHARD: ['0'], SCYLLA_NR_SHARDS: ['1'] }],
    ['no shards', { ...supported, SCYLLA_NR_SHARDS: ['0'] }],
    ['more shards than machines have', { ...supported, SCYLLA_NR_SHARDS: ['1025'] }],
    ['a shard beyond the last one', { ...supported, SCYLLA_SHARD: ['12'] }],
    ['a shard that is no number', { ...supported, SCYLLA_SHARD: ['x'] }],
    ['a negative shard', { ...supported, SCYLLA_SHARD: ['-1'] }],
    ['an empty list', { ...supported, SCYLLA_SHARD: [] }],
    ['no ignored bits', { ...supported, SCYLLA_SHARDING_IGNORE_MSB: [] }],
    ['too many ignored bits', { ...supported, SCYLLA_SHARDING_IGNORE_MSB: ['64'] }],
    ['another algorithm', { ...supported, SCYLLA_SHARDING_ALGORITHM: ['modulo'] }],
    ['another partitioner', { ...supported, SCYLLA_PARTITIONER: ['org.apache.cassandra.dht.RandomPartitioner'] }],
  ])('reads nothing from %s', (_, options) => {
    expect(readShardPlace(options)).toBeUndefined();
  });

  it('tells another sharding from the same one', () => {
    const { sharding } = readShardPlace(supported)!;
    expect(sharding.equals(readShardPlace(supported)!.sharding)).toBe(true);
    expect(sharding.equals(readShardPlace({ ...supported, SCYLLA_NR_SHARDS: ['16'] })!.sharding)).toBe(false);
    expect(sharding.equals(undefined)).toBe(false);
  });
});

describe('Sharding', () => {
  // The expected shards are in the tests of ScyllaDB's drivers for Python and Java.
  it.each([
    ['a', 4],
    ['b', 6],
    ['c', 6],
    ['e', 4],
    ['100000', 2],
  ])('gives the key %j to shard %i of 12', (key, shard) => {
    const { high, low } = murmur3Token(Buffer.from(key));
    expect(readShardPlace(supported)!.sharding.shardOf(high, low)).toBe(shard);
  });

  // The same in the tests of its drivers for Go and Rust.
  it.each([-9219783007514621794n, 9222582454147032830n])('gives the token %s to shard 3 of 4', (token) => {
    expect(shardOf(new Sharding(4, 12, undefined, undefined), token)).toBe(3);
  });

  it('follows the specification for every number of ignored bits, and stays below the number of shards', () => {
    const tokens = [
      -(2n ** 63n),
      -(2n ** 63n) + 1n,
      -(2n ** 32n),
      -1n,
      0n,
      1n,
      2n ** 31n,
      2n ** 32n - 1n,
      2n ** 63n - 1n,
    ];
    for (let token = 0x1234_5678_9abc_def1n, left = 50; left > 0; left--) {
      token = BigInt.asIntN(64, token * 6364136223846793005n + 1442695040888963407n);
      tokens.push(token);
    }
    for (const shardCount of [2, 3, 7, 64, 1023, 1024]) {
      for (let bits = 0; bits < 64; bits++) {
        const sharding = new Sharding(shardCount, bits, undefined, undefined);
        const shards = tokens.map((token) => shardOf(sharding, token));
        expect(shards).toEqual(tokens.map((token) => specified(token, shardCount, bits)));
      }
    }
  });
});
