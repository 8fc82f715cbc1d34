import { Client, types } from 'cassandra-driver';
import type { CassandraFixture, CassandraNode } from '../src/index';

const quorum = { consistency: types.consistencies.quorum };

describe('three nodes', () => {
  let fixture: CassandraFixture;
  let client: Client;
  let keyspace: string;

  beforeAll(async () => {
    fixture = await sharedClusters.threeNodes();
    keyspace = await fixture.createKeyspace('cluster');
    await fixture.runCql('CREATE TABLE counted (id int PRIMARY KEY, value int)', { keyspace });
    client = new Client({ ...fixture.driverOptions(), keyspace });
    await client.connect();
  });
  afterAll(async () => {
    await client?.shutdown();
  });

  const nodes = () => [0, 1, 2].map((index) => fixture.node(index));

  /** What this node itself answers, whatever the others do. */
  async function askOnly(node: CassandraNode, query: string): Promise<types.Row[]> {
    const alone = new Client({ ...fixture.driverOptions(), contactPoints: [node.address], keyspace });
    try {
      return (await alone.execute(query, [], { host: hostOf(alone, node) })).rows;
    } finally {
      await alone.shutdown();
    }
  }

  function hostOf(of: Client, node: CassandraNode) {
    return of.hosts.values().find(({ address }) => address === `${node.address}:${node.port}`);
  }

  async function insert(id: number): Promise<void> {
    await client.execute('INSERT INTO counted (id, value) VALUES (?, ?)', [id, id], {
      ...quorum,
      prepare: true,
      host: hostOf(client, fixture.node(0)),
      readTimeout: 0,
    });
  }

  it('have addresses of their own, one port, and the same part of the ring each', async () => {
    expect(new Set(fixture.contactPoints).size).toBe(3);
    const ring = await fixture.runCql('SELECT tokens FROM system.local');
    expect(ring[0]?.get('tokens')).toHaveLength(1);
    for (const node of nodes()) {
      expect(node.port).toBe(fixture.port);
      expect(await askOnly(node, 'SELECT peer FROM system.peers_v2')).toHaveLength(2);
    }
  });

  it('hold three replicas by default', async () => {
    const [row] = await fixture.runCql(
      `SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = '${keyspace}'`,
    );
    expect(row?.get('replication')).toMatchObject({ datacenter1: '3' });
  });

  it.each(['kill', 'pause'] as const)(
    'serve a quorum while one is gone by %s, and all when it is back',
    async (fault) => {
      const node = fixture.node(2);
      await node[fault]();
      expect(node.state).toBe(fault === 'pause' ? 'paused' : 'stopped');
      for (let id = 0; id < 20; id++) await insert(id);

      await (fault === 'pause' ? node.resume() : node.start());
      expect(node.state).toBe('running');
      const [row] = await askOnly(node, 'SELECT release_version FROM system.local');
      expect(row?.get('release_version')).toBe('5.0.8');
    },
  );

  it('run scripts and create keyspaces while the first one is paused', async () => {
    await fixture.node(0).pause();
    try {
      expect(await fixture.runCql('SELECT key FROM system.local')).toHaveLength(1);
    } finally {
      await fixture.node(0).resume();
    }
  });

  it('take in a fourth, which gets its share of the data, and let it go again', async () => {
    for (let id = 0; id < 200; id++) await insert(id);
    const added = await fixture.addNode();
    expect(fixture.contactPoints).toHaveLength(4);
    const peers = (await askOnly(added, 'SELECT peer FROM system.peers_v2')).map((row) => String(row.get('peer')));
    expect(peers.sort()).toEqual(nodes().map(({ address }) => address));
    expect(await added.nodetool('status')).toMatch(new RegExp(`UN +${added.address.replaceAll('.', '\\.')}`));
    expect(await added.nodetool('tablestats', `${keyspace}.counted`)).not.toMatch(
      /Number of partitions \(estimate\): 0\n/,
    );

    await added.nodetool('decommission');
    await added.stop();
    const left = await askOnly(fixture.node(0), 'SELECT peer FROM system.peers_v2');
    expect(left.map((row) => String(row.get('peer'))).sort()).toEqual(
      nodes()
        .slice(1)
        .map(({ address }) => address),
    );
    expect(
      (await client.execute('SELECT count(*) AS total FROM counted', [], { ...quorum, readTimeout: 0 })).rows[0]
        ?.get('total')
        .toNumber(),
    ).toBe(200);
  });
});
