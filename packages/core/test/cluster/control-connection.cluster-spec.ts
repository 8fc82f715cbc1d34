import type { CassandraFixture, CassandraNode } from '@async-cassandra/testing';
import type { Endpoint } from '../../src/connection/endpoint';
import type { Metadata } from '../../src/control/metadata';
import { auth } from '../../src/driver/auth';
import { controlOptions, openControl } from '../control/control-support';

const contactPointsOf = ({ contactPoints, port }: CassandraFixture): Endpoint[] =>
  contactPoints.map((address) => ({ address, port }));

describe('the control connection to three nodes in two datacenters', () => {
  let fixture: CassandraFixture;

  beforeAll(async () => {
    fixture = await sharedClusters.twoDatacenters();
  });

  function openWithPassword() {
    const { username, password } = fixture.clusterOptions().authProvider!;
    const contactPoints = contactPointsOf(fixture);
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
    [`{'class': 'SimpleStrategy', 'replication_factor': 1}`],
    [`{'class': 'SimpleStrategy', 'replication_factor': 2}`],
    [`{'class': 'NetworkTopologyStrategy', 'east': 1}`],
    [`{'class': 'NetworkTopologyStrategy', 'east': 1, 'west': 1}`],
    [`{'class': 'NetworkTopologyStrategy', 'east': 2, 'west': 1}`],
    [`{'class': 'NetworkTopologyStrategy', 'east': 3}`],
  ])('places replicas as the server does, for %s', async (replication) => {
    await fixture.runCql(`CREATE KEYSPACE placed WITH replication = ${replication}`);
    await using opened = await openWithPassword();
    const byServer = await placedByServer('placed');
    expect(byServer).toHaveLength(3);
    expect(placedByUs(opened.control.metadata, 'placed')).toEqual(byServer);
    await fixture.runCql('DROP KEYSPACE placed');
  });
});

describe('the control connection to three nodes', () => {
  let fixture: CassandraFixture;

  beforeAll(async () => {
    fixture = await sharedClusters.threeNodes();
  });

  const nodeAt = (endpoint: string): CassandraNode => {
    const index = fixture.contactPoints.findIndex((address) => `${address}:${fixture.port}` === endpoint);
    return fixture.node(index);
  };

  it('moves away from a node that is killed, and hears that it is back', async () => {
    await using opened = await openControl(contactPointsOf(fixture));
    const { control, heard } = opened;
    const lost = control.currentNode!;
    await nodeAt(lost.endpoint).kill();
    await heard.until(() => heard.warnings.length > 0);
    await control.metadata.refreshKeyspaces();
    expect(control.currentNode).not.toBe(lost);
    expect([control.nodes.length, heard.removed]).toEqual([3, []]);
    await nodeAt(lost.endpoint).start();
    await heard.until(() => heard.hints.includes(lost));
    expect(control.nodes.filter((node) => node !== lost)).toContain(control.currentNode);
    expect(await control.metadata.checkSchemaAgreement()).toBe(true);
  });

  it('moves away from a node that is paused, once it has not answered in time', async () => {
    await using opened = await openControl(contactPointsOf(fixture), { controlConnectionTimeoutMs: 8000 });
    const { control } = opened;
    const stuck = control.currentNode!;
    const paused = nodeAt(stuck.endpoint);
    await paused.pause();
    try {
      await expect(control.metadata.refreshKeyspaces()).rejects.toThrow('did not answer within 8000 ms');
      await control.metadata.refreshKeyspaces();
      expect(control.currentNode).not.toBe(stuck);
    } finally {
      await paused.resume();
    }
  });
});
