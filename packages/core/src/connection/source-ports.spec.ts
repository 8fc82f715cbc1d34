import { sourcePorts } from './source-ports';

describe('sourcePorts', () => {
  it.each([2, 3, 8, 12, 64, 1000, 1024])('returns each port of each of %i shards once', (shardCount) => {
    const seen = new Set<number>();
    for (let shard = 0; shard < shardCount; shard++) {
      const ports = sourcePorts(shard, shardCount, Infinity);
      expect(ports.every((port) => port % shardCount === shard && port >= 49_152 && port <= 65_535)).toBe(true);
      for (const port of ports) seen.add(port);
    }
    expect(seen.size).toBe(65_536 - 49_152);
  });

  it('returns no more ports than asked for, all of them different', () => {
    const ports = sourcePorts(5, 8, 16);
    expect([ports.length, new Set(ports).size]).toEqual([16, 16]);
  });

  it('begins with a random one', () => {
    const firsts = new Set(Array.from({ length: 100 }, () => sourcePorts(1, 2, 1)[0]));
    expect(firsts.size).toBeGreaterThan(10);
  });
});
