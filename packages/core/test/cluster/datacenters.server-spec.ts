// Three nodes in two datacenters, which require a password.
import { startCassandra, type CassandraFixture } from '@async-cassandra/testing';
import type { Metadata } from '../../src/control/metadata';
import { auth } from '../../src/driver/auth';
import { AsyncCluster } from '../../src/index';
import { controlOptions, openControl } from '../control/control-support';
import { lastLimitMs } from './three-nodes';

const datacenters = ['east', 'east', 'west'];
const racks = ['a', 'b', 'a'];

let fixture: CassandraFixture;

beforeAll(async () => {
  const config = { num_tokens: 1 };
  fixture = await startCassandra({
    provider: 'jvm',
    datacenters,
    racks,
    auth: true,
    heapMb: 320,
    config,
    progress: false,
  });
});
afterAll(() => fixture?.stop());

describe('three nodes in two datacenters', () => {
  it('are named as asked, with their racks, and replicate between them', async () => {
    expect(fixture.localDatacenter).toBe('east');
    const nodes = [0, 1, 2].map((index) => fixture.node(index));
    expect(nodes.map(({ datacenter, rack }) => [datacenter, rack])).toEqual(
      datacenters.map((name, i) => [name, racks[i]]),
    );
    await using cluster = new AsyncCluster({ ...fixture.clusterOptions(), requestTimeoutMs: lastLimitMs });
    await cluster.connect();
    const seen = cluster.nodes.map(({ endpoint, datacenter, rack }) => [endpoint, datacenter, rack]);
    const placed = nodes.map(({ address, port, datacenter, rack }) => [`${address}:${port}`, datacenter, rack]);
    expect(seen.sort()).toEqual(placed.sort());
    const keyspace = await fixture.createKeyspace();
    const [row] = await fixture.runCql(
      `SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = '${keyspace}'`,
    );
    expect(row?.get('replication')).toMatchObject({ east: '2', west: '1' });
  });
});

describe('the control connection to them', () => {
  function openWithPassword() {
    const { username, password } = fixture.clusterOptions().authProvider!;
    const contactPoints = fixture.contactPoints.map((address) => ({ address, port: fixture.port }));
    const { connection } = controlOptions(contactPoints);
    const authProvider = new auth.PlainTextAuthProvider(username, password);
    return openControl(contactPoints, { connection: { ...connection, authProvider } });
  }

  /** `]start, end] = replicas` for each range: what `nodetool describering` prints. */
  async function placedByServer(keyspace: string): Promise<string[]> {
    const printed = await fixture.node(0).nodetool('describering', keyspace);
    const ranges = printed.matchAll(/start_token:(-?\d+), end_token:(-?\d+), endpoints:\[([^\]]*)\]/g);
    return [...ranges].map(([, start, end, replicas]) => `]${start}, ${end}] = ${replicas}`).sort();
  }

  function placedByUs(metadata: Metadata, keyspace: string): string[] {
    return [...metadata.getTokenRanges()]
      .map((range) => {
        const replicas = metadata.getReplicas(keyspace, range)!.map(({ address }) => address);
        return `${range.toString()} = ${replicas.join(', ')}`;
      })
      .sort();
  }

  it.each([
    ['placed_0', `{'class': 'SimpleStrategy', 'replication_factor': 1}`],
    ['placed_1', `{'class': 'SimpleStrategy', 'replication_factor': 2}`],
    ['placed_2', `{'class': 'NetworkTopologyStrategy', 'east': 1}`],
    ['placed_3', `{'class': 'NetworkTopologyStrategy', 'east': 1, 'west': 1}`],
    ['placed_4', `{'class': 'NetworkTopologyStrategy', 'east': 2, 'west': 1}`],
    ['placed_5', `{'class': 'NetworkTopologyStrategy', 'east': 3}`],
  ])('places the replicas of %s as the server does, for %s', async (keyspace, replication) => {
    await fixture.runCql(`CREATE KEYSPACE ${keyspace} WITH replication = ${replication}`);
    await using opened = await openWithPassword();
    const byServer = await placedByServer(keyspace);
    expect(byServer).toHaveLength(3);
    expect(placedByUs(opened.control.metadata, keyspace)).toEqual(byServer);
  });
});
