import { readTablet, type TabletDescription } from './tablet-payload';
import { Tablets } from './tablets';
import { Token } from './token';

const nodes = ['a', 'b', 'c'].map((hostId) => ({ hostId }));

const tablet = (first: bigint, last: bigint, ...replicas: [string, number][]): TabletDescription => ({
  first,
  last,
  replicas: replicas.map(([hostId, shard]) => ({ hostId, shard })),
});

function found(tablets: Tablets<{ hostId: string }>, token: bigint, keyspace = 'ks', table = 't'): string | undefined {
  return tablets
    .find(keyspace, table, Token.fromBigInt(token))
    ?.nodes.map(({ hostId }) => hostId)
    .join('');
}

describe('Tablets', () => {
  it('finds the tablet of a token: after its first, up to its last one', () => {
    const tablets = new Tablets<{ hostId: string }>();
    tablets.learn('ks', 't', tablet(100n, 200n, ['b', 3], ['a', 1]), nodes);
    tablets.learn('ks', 't', tablet(-(2n ** 63n), 0n, ['c', 0]), nodes);
    tablets.learn('ks', 't', tablet(200n, 2n ** 63n - 1n, ['a', 2]), nodes);
    expect([100n, 101n, 200n, 201n, 0n, 1n, -1n, 2n ** 63n - 1n].map((token) => found(tablets, token))).toEqual([
      undefined,
      'ba',
      'ba',
      'a',
      'c',
      undefined,
      'c',
      'a',
    ]);
    expect(tablets.find('ks', 't', Token.fromBigInt(150n))!.shards).toEqual([3, 1]);
    expect(found(tablets, 150n, 'ks', 'other')).toBeUndefined();
  });

  it('replaces the tablets that a new one overlaps, after a split and after a merge', () => {
    const tablets = new Tablets<{ hostId: string }>();
    tablets.learn('ks', 't', tablet(0n, 100n, ['a', 0]), nodes);
    tablets.learn('ks', 't', tablet(100n, 200n, ['b', 0]), nodes);
    tablets.learn('ks', 't', tablet(50n, 100n, ['c', 0]), nodes);
    expect([1n, 50n, 51n, 100n, 101n].map((token) => found(tablets, token))).toEqual([
      undefined,
      undefined,
      'c',
      'c',
      'b',
    ]);
    tablets.learn('ks', 't', tablet(0n, 200n, ['a', 0]), nodes);
    expect([1n, 100n, 101n, 200n].map((token) => found(tablets, token))).toEqual(['a', 'a', 'a', 'a']);
    expect(tablets.size).toBe(1);
  });

  it('agrees with a list of all tokens, whatever it learns in which order', () => {
    const tablets = new Tablets<{ hostId: string }>();
    const expected = new Array<string | undefined>(64).fill(undefined);
    for (let seed = 1, left = 500; left > 0; left--) {
      seed = (seed * 48_271) % 0x7fff_ffff;
      const first = seed % 60;
      const last = first + 1 + ((seed >> 8) % 3);
      const node = nodes[(seed >> 12) % 3]!.hostId;
      const before = expected.map((_, token) => tablets.find('ks', 't', Token.fromBigInt(BigInt(token))));
      tablets.learn('ks', 't', tablet(BigInt(first), BigInt(last), [node, 0]), nodes);
      const overlapped = new Set(before.slice(first + 1, last + 1));
      overlapped.delete(undefined);
      before.forEach((each, token) => overlapped.has(each) && (expected[token] = undefined));
      for (let token = first + 1; token <= last; token++) expected[token] = node;
      expect(expected.map((_, token) => found(tablets, BigInt(token)))).toEqual(expected);
    }
  });

  it('does not keep a tablet with a node that it does not know, but forgets what it replaces', () => {
    const tablets = new Tablets<{ hostId: string }>();
    tablets.learn('ks', 't', tablet(0n, 100n, ['a', 0]), nodes);
    tablets.learn('ks', 't', tablet(0n, 100n, ['a', 0], ['new', 0]), nodes);
    expect(tablets.size).toBe(0);
  });

  it('forgets a table, a keyspace, or all', () => {
    const tablets = new Tablets<{ hostId: string }>();
    const learnAll = (): void => {
      for (const [keyspace, table] of [
        ['ks', 't'],
        ['ks', 'u'],
        ['ks2', 't'],
      ] as const) {
        tablets.learn(keyspace, table, tablet(0n, 100n, ['a', 0]), nodes);
      }
    };
    learnAll();
    tablets.forget('ks', 't');
    expect([found(tablets, 1n), found(tablets, 1n, 'ks', 'u'), tablets.size]).toEqual([undefined, 'a', 2]);
    learnAll();
    tablets.forget('ks');
    expect([found(tablets, 1n, 'ks2'), tablets.size]).toEqual(['a', 1]);
    tablets.clear();
    expect(tablets.size).toBe(0);
  });

  it('keeps a limited number of tables, the newest ones, and of tablets', () => {
    const tablets = new Tablets<{ hostId: string }>({ tables: 2, tabletsOfTable: 3 });
    for (const table of ['t', 'u', 'v']) tablets.learn('ks', table, tablet(0n, 100n, ['a', 0]), nodes);
    expect(['t', 'u', 'v'].map((table) => found(tablets, 1n, 'ks', table))).toEqual([undefined, 'a', 'a']);
    for (let i = 0n; i < 10n; i++) tablets.learn('ks', 'v', tablet(i * 10n, i * 10n + 10n, ['b', 0]), nodes);
    expect(tablets.size).toBe(4);
  });
});

describe('readTablet', () => {
  // tuple<bigint, bigint, list<tuple<uuid, int>>>, by hand: lengths of 8, 8 and the list; the list: count, then each tuple with its length.
  const first = '00000008' + 'ffffffffffffff9c';
  const last = '00000008' + '00000000000000c8';
  const replica = '00000010' + '000102030405060708090a0b0c0d0e0f' + '00000004' + '00000003';
  const list = (count: string, ...tuples: string[]): string => {
    const bytes = count + tuples.map((tuple) => (tuple.length / 2).toString(16).padStart(8, '0') + tuple).join('');
    return (bytes.length / 2).toString(16).padStart(8, '0') + bytes;
  };
  const hex = (...parts: string[]): Buffer => Buffer.from(parts.join(''), 'hex');

  it('reads the tokens, and each replica with its shard', () => {
    const other = '00000010' + 'ffffffffffffffffffffffffffffffff' + '00000004' + '00000000';
    expect(readTablet(hex(first, last, list('00000002', replica, other)))).toEqual({
      first: -100n,
      last: 200n,
      replicas: [
        { hostId: '00010203-0405-0607-0809-0a0b0c0d0e0f', shard: 3 },
        { hostId: 'ffffffff-ffff-ffff-ffff-ffffffffffff', shard: 0 },
      ],
    });
  });

  const whole = hex(first, last, list('00000001', replica));
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a range that ends before it begins', hex(last, first, list('00000001', replica))],
    ['no replicas', hex(first, last, list('00000000'))],
    ['more replicas than there are bytes', hex(first, last, list('7fffffff', replica))],
    ['a negative count', hex(first, last, list('ffffffff', replica))],
    ['a negative shard', hex(first, last, list('00000001', replica.replace(/00000003$/, 'ffffffff')))],
    ['a null token', hex('ffffffff', last, list('00000001', replica))],
    ['a token of 4 bytes', hex('0000000400000000', last, list('00000001', replica))],
  ])('reads nothing from %s', (_, bytes) => {
    expect(readTablet(bytes)).toBeUndefined();
  });

  it('reads nothing from a part of a tablet', () => {
    for (let length = 0; length < whole.length; length++) expect(readTablet(whole.subarray(0, length))).toBeUndefined();
  });
});
