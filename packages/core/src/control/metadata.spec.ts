import { nodeAt } from '../../test/fixture/nodes';
import { Metadata } from './metadata';
import type { SystemRow } from './schema/schema-rows';
import { Token } from '../routing/token';
import { TokenRing } from '../routing/token-ring';

function keyspaceRow(name: string, replicationFactor: number): SystemRow {
  const replication = new Map([
    ['class', 'org.apache.cassandra.locator.SimpleStrategy'],
    ['replication_factor', String(replicationFactor)],
  ]);
  return { keyspace_name: name, durable_writes: true, replication };
}

/** Metadata of a cluster whose keyspaces the test sets. */
function metadataOf(keyspaces: SystemRow[]): { metadata: Metadata; asked: string[] } {
  const asked: string[] = [];
  const metadata = Metadata.create({
    query: async (text, parameters = []) => {
      asked.push(text);
      await Promise.resolve();
      if (!text.includes('system_schema.keyspaces')) return [];
      return keyspaces.filter((row) => parameters.length === 0 || row['keyspace_name'] === parameters[0]);
    },
    checkSchemaAgreement: () => Promise.reject(new Error('lost')),
  });
  return { metadata, asked };
}

const [a, b, c] = [10, 20, 30].map((token, i) => nodeAt(i + 1, { tokens: [String(token)] }));
const nodes = [a!, b!, c!];

describe('Metadata', () => {
  it('has keyspaces by their exact names, and nothing else under other names', async () => {
    const { metadata } = metadataOf([keyspaceRow('__proto__', 1), keyspaceRow('Mixed', 1)]);
    await metadata.refreshKeyspaces();
    expect(Object.keys(metadata.keyspaces)).toEqual(['__proto__', 'Mixed']);
    expect(metadata.keyspaces['__proto__']).toMatchObject({
      name: '__proto__',
      strategyOptions: { replication_factor: '1' },
    });
    expect(Object.hasOwn(metadata.keyspaces, 'constructor')).toBe(false);
  });

  it('finds replicas by token, range end and encoded key', async () => {
    const { metadata } = metadataOf([keyspaceRow('ks', 2)]);
    await metadata.refreshKeyspaces();
    metadata.setRing(new TokenRing(nodes));
    expect(metadata.getReplicas('ks', Token.parse('15'))).toEqual([b, c]);
    expect(metadata.getReplicas('ks', metadata.newTokenRange(Token.parse('20'), Token.parse('30')))).toEqual([c, a]);
    // The token of the empty key is 0.
    expect(metadata.getReplicas('ks', Buffer.alloc(0))).toEqual([a, b]);
    expect(metadata.getReplicas(undefined, Token.parse('15'))).toEqual([b]);
    expect(metadata.newToken(Buffer.alloc(0))).toEqual(Token.parse('0'));
    expect(metadata.newToken([Buffer.alloc(0), Buffer.alloc(0)])).toEqual(Token.parse('0'));
    expect(metadata.newToken('15')).toEqual(Token.parse('15'));
  });

  it('gives a node the ranges that end at its replicas', async () => {
    const { metadata } = metadataOf([keyspaceRow('ks', 2)]);
    await metadata.refreshKeyspaces();
    metadata.setRing(new TokenRing(nodes));
    expect([...metadata.getTokenRangesForHost('ks', b!)!].map(String)).toEqual([']10, 20]', ']30, 10]']);
    expect([...metadata.getTokenRanges()].map(String)).toEqual([']10, 20]', ']20, 30]', ']30, 10]']);
  });

  it('places replicas anew when the ring or the replication has changed', async () => {
    const keyspaces = [keyspaceRow('ks', 1), keyspaceRow('other', 1)];
    const { metadata } = metadataOf(keyspaces);
    await metadata.refreshKeyspaces();
    metadata.setRing(new TokenRing(nodes));
    expect(metadata.findReplicas('ks', 0, 15)).toEqual([b]);
    expect(metadata.findReplicas('other', 0, 15)).toBe(metadata.findReplicas('ks', 0, 15));
    keyspaces[0] = keyspaceRow('ks', 2);
    await metadata.refreshKeyspace('ks');
    expect(metadata.findReplicas('ks', 0, 15)).toEqual([b, c]);
    metadata.setRing(new TokenRing([a!, c!]));
    expect(metadata.findReplicas('ks', 0, 15)).toEqual([c, a]);
    expect(metadata.findReplicas('other', 0, 15)).toEqual([c]);
  });

  it('knows no replicas without a ring, and none of an unknown keyspace', async () => {
    const { metadata } = metadataOf([keyspaceRow('ks', 1)]);
    await metadata.refreshKeyspaces();
    expect(metadata.getReplicas('ks', Buffer.alloc(0))).toBeNull();
    expect(metadata.getTokenRangesForHost('ks', a!)).toBeNull();
    expect(metadata.getTokenRanges().size).toBe(0);
    metadata.setRing(new TokenRing(nodes));
    expect(metadata.findReplicas('unknown', 0, 0)).toBeUndefined();
    metadata.setRing(undefined);
    expect(metadata.findReplicas('ks', 0, 15)).toBeUndefined();
  });

  it('forgets a keyspace that is gone', async () => {
    const keyspaces = [keyspaceRow('ks', 1)];
    const { metadata } = metadataOf(keyspaces);
    await metadata.refreshKeyspaces();
    keyspaces.length = 0;
    await metadata.refreshKeyspace('ks');
    expect(metadata.keyspaces['ks']).toBeUndefined();
  });

  it('looks for a keyspace that it does not know once, when something in it is asked for', async () => {
    const { metadata, asked } = metadataOf([keyspaceRow('new', 1)]);
    await Promise.all([metadata.getTable('new', 't'), metadata.getUdt('new', 'u'), metadata.getFunctions('new', 'f')]);
    expect(asked.filter((text) => text.includes('system_schema.keyspaces'))).toHaveLength(1);
    expect(Object.keys(metadata.keyspaces)).toEqual(['new']);
  });

  it('takes an agreement that cannot be found out for none', async () => {
    expect(await metadataOf([]).metadata.checkSchemaAgreement()).toBe(false);
  });

  it("rejects with the signal's reason", async () => {
    const { metadata } = metadataOf([keyspaceRow('ks', 1)]);
    const signal = AbortSignal.abort(new Error('enough'));
    for (const wait of [
      metadata.refreshKeyspaces({ signal }),
      metadata.refreshKeyspace('ks', { signal }),
      metadata.getTable('ks', 't', { signal }),
      metadata.getFunction('ks', 'f', [], { signal }),
      metadata.getAggregates('ks', 'f', { signal }),
      metadata.getMaterializedView('ks', 'v', { signal }),
      metadata.checkSchemaAgreement({ signal }),
    ]) {
      await expect(wait).rejects.toThrow('enough');
    }
  });
});
