import { InetAddress, Uuid } from '../driver/values';
import { InvalidRequestError } from '../errors/server-errors';
import type { SystemRow } from './schema/schema-rows';
import type { SystemQuery } from './system-query';
import { Peers } from './peers';
import { readSchemaVersions, readTopology } from './topology';

const ids = [1, 2, 3, 4].map((i) => `00000000-0000-0000-0000-00000000000${i}`);

const local: SystemRow = {
  host_id: Uuid.fromString(ids[0]!),
  cluster_name: 'Test Cluster',
  partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
  data_center: 'dc1',
  rack: 'r1',
  release_version: '5.0.8',
  schema_version: Uuid.fromString(ids[3]!),
  rpc_address: InetAddress.fromString('10.0.0.1'),
  rpc_port: 9042,
  broadcast_address: InetAddress.fromString('192.168.0.1'),
  tokens: new Set(['-5', '7']),
};

const peer: SystemRow = {
  peer: InetAddress.fromString('192.168.0.2'),
  host_id: Uuid.fromString(ids[1]!),
  data_center: 'dc2',
  rack: 'r2',
  release_version: '5.0.7',
  schema_version: Uuid.fromString(ids[3]!),
  native_address: InetAddress.fromString('10.0.0.2'),
  native_port: 9043,
  tokens: new Set(['11']),
};

function answering(localRows: SystemRow[], peerRows: SystemRow[]): SystemQuery {
  return (query) => Promise.resolve(query.includes('system.local') ? localRows : peerRows);
}

describe('readTopology', () => {
  it('reads the node that is asked and its peers, with the ports of their own', async () => {
    expect(await readTopology(answering([local], [peer]), new Peers(), 9099)).toEqual({
      clusterName: 'Test Cluster',
      partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
      local: {
        hostId: ids[0],
        reported: { address: '10.0.0.1', port: 9042 },
        datacenter: 'dc1',
        rack: 'r1',
        releaseVersion: '5.0.8',
        schemaVersion: ids[3],
        tokens: ['-5', '7'],
      },
      peers: [
        {
          hostId: ids[1],
          reported: { address: '10.0.0.2', port: 9043 },
          datacenter: 'dc2',
          rack: 'r2',
          releaseVersion: '5.0.7',
          schemaVersion: ids[3],
          tokens: ['11'],
        },
      ],
    });
  });

  it.each(['0.0.0.0', '::'])('takes the internal address of a node that listens on %s', async (wildcard) => {
    const native = InetAddress.fromString(wildcard);
    const { local: node, peers } = await readTopology(
      answering([{ ...local, rpc_address: native }], [{ ...peer, native_address: native }]),
      new Peers(),
      9099,
    );
    expect([node, ...peers].map(({ reported }) => reported.address)).toEqual(['192.168.0.1', '192.168.0.2']);
  });

  it.each(['host_id', 'data_center', 'rack', 'tokens', 'native_address', 'native_port'])(
    'leaves out a peer whose row lacks %s: it is joining or has left',
    async (column) => {
      const query = answering([local], [{ ...peer, [column]: null }]);
      expect((await readTopology(query, new Peers(), 9099)).peers).toEqual([]);
    },
  );

  it.each([[[]], [[{ ...local, host_id: null }]]])('rejects without a local row that names the node', async (rows) => {
    await expect(readTopology(answering(rows, []), new Peers(), 9099)).rejects.toThrow('system.local');
  });
});

describe('readSchemaVersions', () => {
  it('gives the version of the node that is asked and of each peer that has one', async () => {
    const versions = await readSchemaVersions(
      answering([local], [peer, { ...peer, host_id: Uuid.fromString(ids[2]!), schema_version: null }]),
      new Peers(),
    );
    expect(versions).toEqual({ local: ids[3], peers: new Map([[ids[1], ids[3]]]) });
  });

  it('has no local version while the node does not say', async () => {
    const query = answering([{ ...local, schema_version: null }], []);
    expect((await readSchemaVersions(query, new Peers())).local).toBeUndefined();
  });
});

describe('a server without system.peers_v2: Cassandra 3.11, ScyllaDB', () => {
  const { rpc_port: _, ...localOfOld } = local;
  const { native_address: address, native_port: __, ...others } = peer;
  const peerOfOld: SystemRow = { ...others, rpc_address: address };
  let asked: string[];

  const old: SystemQuery = (query) => {
    asked.push(query);
    if (query.includes('peers_v2')) return Promise.reject(new InvalidRequestError('unconfigured table peers_v2'));
    return answering([localOfOld], [peerOfOld])(query);
  };

  beforeEach(() => {
    asked = [];
  });

  it('tells its nodes in system.peers; their port is that of the connection', async () => {
    const { local: node, peers } = await readTopology(old, new Peers(), 9099);
    expect([node, ...peers].map(({ reported }) => reported)).toEqual([
      { address: '10.0.0.1', port: 9099 },
      { address: '10.0.0.2', port: 9099 },
    ]);
  });

  it('is not asked for the table again until another node is connected to', async () => {
    const peers = new Peers();
    await readTopology(old, peers, 9099);
    expect(await readSchemaVersions(old, peers)).toEqual({ local: ids[3], peers: new Map([[ids[1], ids[3]]]) });
    expect(asked.filter((query) => query.includes('peers_v2'))).toHaveLength(1);
    peers.probeAgain();
    await readSchemaVersions(old, peers);
    expect(asked.filter((query) => query.includes('peers_v2'))).toHaveLength(2);
  });

  it('is not taken for one where the table cannot be read', async () => {
    const failing: SystemQuery = (query) =>
      query.includes('peers') ? Promise.reject(new Error('timed out')) : Promise.resolve([local]);
    await expect(readTopology(failing, new Peers(), 9099)).rejects.toThrow('timed out');
  });
});
