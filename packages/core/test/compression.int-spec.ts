import { ChaosProxy } from '@async-cassandra/testing';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster } from '../src/index';

const keyspace = useKeyspace();
const sentence = 'the quick brown fox jumps over the lazy dog, and over it once more; ';

interface Wire {
  readonly toServer: number;
  readonly toClient: number;
  readonly rows: readonly unknown[];
}

/** The same writes and reads, with the bytes that they put on the wire. */
async function exchange(compression: 'none' | 'lz4', table: string): Promise<Wire> {
  await using proxy = await ChaosProxy.start(keyspace.clusterOptions());
  await using cluster = new AsyncCluster({ ...keyspace.clusterOptions(), ...proxy.clusterOptions(), compression });
  const session = await cluster.connect(keyspace.name);
  await session.execute(`CREATE TABLE ${table} (id int, at int, note text, PRIMARY KEY (id, at))`);
  const insert = await session.prepare(`INSERT INTO ${table} (id, at, note) VALUES (1, ?, ?)`);
  const before = proxy.stats;
  await Promise.all(Array.from({ length: 300 }, (_, at) => session.execute(insert, [at, sentence.repeat(20)])));
  const { rows } = await session.execute(`SELECT * FROM ${table} WHERE id = 1`);
  const after = proxy.stats;
  return {
    toServer: after.bytesToServer - before.bytesToServer,
    toClient: after.bytesToClient - before.bytesToClient,
    rows: rows.map((row) => ({ ...row })),
  };
}

describe("compression: 'lz4'", () => {
  test('carries the same rows in far fewer bytes, both ways', async () => {
    const plain = await exchange('none', 'plain');
    const compressed = await exchange('lz4', 'compressed');
    expect(compressed.rows).toHaveLength(300);
    expect(compressed.rows).toEqual(plain.rows);
    expect(compressed.toServer).toBeLessThan(plain.toServer / 5);
    expect(compressed.toClient).toBeLessThan(plain.toClient / 5);
  });

  test('carries what cannot get smaller, and what is larger than a segment', async () => {
    await using cluster = new AsyncCluster({ ...keyspace.clusterOptions(), compression: 'lz4' });
    const session = await cluster.connect(keyspace.name);
    await session.execute('CREATE TABLE blobs (id int PRIMARY KEY, content blob)');
    const contents = [0, 1, 511, 512, 131_071, 131_072, 600_000].map((length, id) => {
      const content = Buffer.alloc(length);
      for (let i = 0; i < length; i++) content[i] = (i * 2_654_435_761 + id) >>> 13;
      return content;
    });
    for (const [id, content] of contents.entries()) {
      await session.execute('INSERT INTO blobs (id, content) VALUES (?, ?)', [id, content]);
    }
    for (const [id, content] of contents.entries()) {
      const row = (await session.execute('SELECT content FROM blobs WHERE id = ?', [id])).one();
      expect((row!['content'] as Buffer).equals(content)).toBe(true);
    }
  });
});
