import { Replicas } from './replicas';
import { parseReplication } from './replication';
import { Token } from './token';
import { TokenRing, type TokenOwner } from './token-ring';

interface NamedNode extends TokenOwner {
  readonly name: string;
}

function node(name: string, datacenter: string, rack: string, ...tokens: number[]): NamedNode {
  return { name, datacenter, rack, tokens: tokens.map(String) };
}

function placed(nodes: NamedNode[], strategy: string, options: Record<string, string>, token: number): string {
  const replicas = new Replicas(new TokenRing(nodes), parseReplication(strategy, options)!);
  const { high, low } = Token.parse(String(token));
  return replicas
    .of(high, low)
    .map(({ name }) => name)
    .join(' ');
}

describe('TokenRing', () => {
  const ring = new TokenRing([node('a', 'dc1', 'r1', 10, 30), node('b', 'dc1', 'r1', -20, 20)]);
  const ownerOf = (token: string): string => {
    const { high, low } = Token.parse(token);
    return ring.ownerAt(ring.indexOf(high, low)).name;
  };

  it.each([
    ['-9223372036854775808', 'b'],
    ['-20', 'b'],
    ['-19', 'a'],
    ['10', 'a'],
    ['11', 'b'],
    ['30', 'a'],
    ['31', 'b'],
    ['9223372036854775807', 'b'],
  ])('gives token %s to the owner of the next token on the ring, %s', (token, owner) => {
    expect(ownerOf(token)).toBe(owner);
  });

  it('has one range for each token, the last of which wraps around', () => {
    expect(ring.ranges().map(String)).toEqual([']-20, 10]', ']10, 20]', ']20, 30]', ']30, -20]']);
  });

  it('has one range that is the whole ring when there is one token', () => {
    const min = '-9223372036854775808';
    expect(new TokenRing([node('a', 'dc1', 'r1', 5)]).ranges().map(String)).toEqual([`]${min}, ${min}]`]);
  });

  it('compares both halves of a token', () => {
    const halves = new TokenRing([
      { ...node('low', 'dc1', 'r1'), tokens: ['4294967297'] },
      { ...node('high', 'dc1', 'r1'), tokens: ['8589934593'] },
    ]);
    const at = (token: string): string => {
      const { high, low } = Token.parse(token);
      return halves.ownerAt(halves.indexOf(high, low)).name;
    };
    // 4294967298 has the upper half of the first token and a greater lower half.
    expect(['4294967297', '4294967298', '8589934593', '8589934594'].map(at)).toEqual(['low', 'high', 'high', 'low']);
  });

  it('keeps one owner of a token that two nodes claim', () => {
    const claimed = new TokenRing([node('old', 'dc1', 'r1', 5), node('new', 'dc1', 'r1', 5)]);
    expect(claimed.size).toBe(1);
    expect(claimed.ownerAt(0).name).toBe('old');
  });

  it('has no replica without tokens', () => {
    expect(placed([node('a', 'dc1', 'r1')], 'SimpleStrategy', { replication_factor: '1' }, 0)).toBe('');
  });
});

describe('Replicas under SimpleStrategy', () => {
  const nodes = [node('a', 'dc1', 'r1', 10, 40), node('b', 'dc1', 'r1', 20, 50), node('c', 'dc1', 'r1', 30, 31)];

  it.each([
    [1, 15, 'b'],
    [2, 15, 'b c'],
    [3, 15, 'b c a'],
    [2, 25, 'c a'],
    [2, 45, 'b a'],
    [3, 99, 'a b c'],
    [9, 10, 'a b c'],
  ])('with factor %i walks on from token %i over distinct nodes: %s', (factor, token, expected) => {
    expect(placed(nodes, 'SimpleStrategy', { replication_factor: String(factor) }, token)).toBe(expected);
  });

  it('leaves transient replicas out', () => {
    expect(placed(nodes, 'SimpleStrategy', { replication_factor: '3/1' }, 15)).toBe('b c');
  });
});

describe('Replicas under NetworkTopologyStrategy', () => {
  const twoDatacenters = [
    node('a1', 'dc1', 'r1', 0),
    node('b1', 'dc2', 'r1', 10),
    node('a2', 'dc1', 'r1', 20),
    node('b2', 'dc2', 'r1', 30),
    node('a3', 'dc1', 'r1', 40),
    node('b3', 'dc2', 'r1', 50),
  ];

  it.each([
    [{ dc1: '1' }, 5, 'a2'],
    [{ dc1: '2', dc2: '1' }, 5, 'b1 a2 a3'],
    [{ dc1: '2', dc2: '1' }, 45, 'b3 a1 a2'],
    [{ dc1: '5', dc2: '0' }, 25, 'a3 a1 a2'],
    [{ dc1: '1', elsewhere: '3' }, 0, 'a1'],
    [{ elsewhere: '3' }, 0, ''],
  ])('fills each datacenter on its own: %p at %i is %s', (options, token, expected) => {
    expect(placed(twoDatacenters, 'NetworkTopologyStrategy', options as Record<string, string>, token)).toBe(expected);
  });

  // Ring order: a(r1) b(r1) c(r2) d(r1) e(r3)
  const racks = [
    node('a', 'dc1', 'r1', 0),
    node('b', 'dc1', 'r1', 10),
    node('c', 'dc1', 'r2', 20),
    node('d', 'dc1', 'r1', 30),
    node('e', 'dc1', 'r3', 40),
  ];

  it.each([
    [2, 0, 'a c'],
    [3, 0, 'a c e'],
    [3, 10, 'b c e'],
    [3, 25, 'd e c'],
    // More replicas than racks: the first node met in a rack that has one already is taken at once.
    [4, 0, 'a b c e'],
    [5, 0, 'a b c d e'],
    [4, 25, 'd e a c'],
  ])('takes a node of each rack before a second of any: factor %i at %i is %s', (factor, token, expected) => {
    expect(placed(racks, 'NetworkTopologyStrategy', { dc1: String(factor) }, token)).toBe(expected);
  });

  it('keeps the same rack name of two datacenters apart', () => {
    expect(placed(twoDatacenters, 'NetworkTopologyStrategy', { dc1: '1', dc2: '1' }, 5)).toBe('b1 a2');
  });

  it('places transient replicas by rack and leaves them out', () => {
    // All three are a c e; the last one placed is transient.
    expect(placed(racks, 'NetworkTopologyStrategy', { dc1: '3/1' }, 0)).toBe('a c');
  });

  it('counts missing nodes against the transient replicas first', () => {
    const two = [node('a', 'dc1', 'r1', 0), node('b', 'dc1', 'r2', 10)];
    expect(placed(two, 'NetworkTopologyStrategy', { dc1: '3/1' }, 0)).toBe('a b');
  });

  it('walks over the many tokens of one node', () => {
    const vnodes = [
      node('a', 'dc1', 'r1', 0, 1, 2, 60),
      node('b', 'dc1', 'r2', 3, 4, 50),
      node('c', 'dc1', 'r1', 5, 40),
    ];
    expect(placed(vnodes, 'NetworkTopologyStrategy', { dc1: '2' }, 0)).toBe('a b');
    expect(placed(vnodes, 'NetworkTopologyStrategy', { dc1: '3' }, 45)).toBe('b a c');
  });
});
