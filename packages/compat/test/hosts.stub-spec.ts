import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { CqlStub, rows, type StubNode } from '@async-cassandra/testing';
import { types, type Client as DriverClient, type DseClientOptions, type Host } from 'cassandra-driver';
import { StubClients } from './stub-clients.spec-support';

const query = 'SELECT name FROM users';
const clients = new StubClients();
let stub: CqlStub;

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 2, schema: { shop: {}, stock: {} } });
});

afterEach(async () => {
  await clients.shutdown();
  await stub.close();
});

/** With connections to every host; the control connection is to node 0. */
async function connect(): Promise<DriverClient> {
  const client = clients.open(stub, { contactPoints: [stub.node(0).endpoint] });
  await client.connect();
  while (client.getState().getConnectedHosts().length < stub.nodes.length) await setImmediate();
  return client;
}

function hostOf(client: DriverClient, node: StubNode): Host {
  return client.hosts.get(node.endpoint);
}

describe('the client', () => {
  test('tells of a node that goes down and comes back', async () => {
    const client = await connect();
    const node = stub.node(1);
    const host = hostOf(client, node);
    expect(JSON.parse(JSON.stringify(host))).toMatchObject({
      address: node.endpoint,
      datacenter: node.datacenter,
      hostId: node.hostId,
      tokens: node.tokens,
    });
    expect(host.isUp()).toBe(true);
    const down = once(client, 'hostDown');
    await node.stop();
    expect(await down).toEqual([host]);
    expect(host.isUp()).toBe(false);
    expect(client.getState().getConnectedHosts()).toEqual([hostOf(client, stub.node(0))]);
    expect(client.getState().getOpenConnections(host)).toBe(0);
    const up = once(client, 'hostUp');
    await node.start();
    expect(await up).toEqual([host]);
    expect(host.isUp()).toBe(true);
    expect(client.hosts.length).toBe(2);
  });

  test('tells of a node that joins and of one that leaves', async () => {
    const client = await connect();
    const leaver = hostOf(client, stub.node(1));
    const seen = Promise.all([once(client, 'hostAdd'), once(client, 'hostRemove')]);
    const joined = await stub.addNode();
    await stub.removeNode(stub.node(1));
    // It looks at the list of nodes when it has a new control connection.
    stub.node(0).closeConnections();
    const [[added], [removed]] = await seen;
    expect([(added as Host).address, removed]).toEqual([joined.endpoint, leaver]);
    expect(client.hosts.keys().sort()).toEqual([stub.node(0).endpoint, joined.endpoint].sort());
    expect(client.hosts.get(joined.endpoint)).toBe(added);
  });

  test('shows the options with the defaults of cassandra-driver', async () => {
    const { options, hosts } = (await connect()) as DriverClient & { readonly options: DseClientOptions };
    expect(options.queryOptions).toMatchObject({ consistency: types.consistencies.localOne, fetchSize: 5000 });
    expect(options.pooling).toMatchObject({
      coreConnectionsPerHost: { 0: 1, 1: 1, 2: 0 },
      maxRequestsPerConnection: 2048,
    });
    expect((hosts as unknown as Host[]).slice(1)).toEqual([hosts.values()[1]]);
  });

  test('says how many requests a host has', async () => {
    const client = await connect();
    const held = stub
      .when(query)
      .hold()
      .reply(rows({ name: 'text' }, [['Ada']]));
    const host = hostOf(client, stub.node(1));
    const executed = client.execute(query, [], { host });
    await held.received();
    const state = client.getState();
    expect(
      state
        .getConnectedHosts()
        .map(({ address }) => address)
        .sort(),
    ).toEqual(stub.nodes.map(({ endpoint }) => endpoint).sort());
    expect([state.getOpenConnections(host), state.getInFlightQueries(host)]).toEqual([1, 1]);
    expect(JSON.parse(state.toString())).toEqual({
      hosts: state.getConnectedHosts().map(({ address }) => address),
      openConnections: { [stub.node(0).endpoint]: 1, [stub.node(1).endpoint]: 1 },
      inFlightQueries: { [stub.node(0).endpoint]: 0, [stub.node(1).endpoint]: 1 },
    });
    held.release();
    await executed;
    expect(state.getInFlightQueries(host)).toBe(1);
    expect(client.getState().getInFlightQueries(host)).toBe(0);
  });

  test('says where a partition is, once it is connected', async () => {
    const early = clients.open(stub);
    expect(early.getReplicas('shop', Buffer.from('a'))).toBeNull();
    const client = await connect();
    expect(client.getReplicas('nowhere', Buffer.from('a'))).toBeNull();
    const keys = Array.from({ length: 20 }, (_, i) => Buffer.from([i]));
    const places = keys.map((key) => client.getReplicas('shop', key).map(({ address }) => address));
    expect(places.every((replicas) => replicas.length === 1)).toBe(true);
    // Both nodes hold some of them.
    expect(new Set(places.flat()).size).toBe(2);
    const token = client.metadata.newToken('0');
    expect(client.metadata.getReplicas('shop', token)).toHaveLength(1);
    expect(client.metadata.getReplicas(null as never, token)).toEqual(client.metadata.getReplicas('shop', token));
  });

  test('shows a keyspace after it was refreshed, where metadata is not kept in sync', async () => {
    const client = clients.open(stub, { isMetadataSyncEnabled: false });
    await client.connect();
    expect(Object.keys(client.metadata.keyspaces)).toEqual([]);
    await client.metadata.refreshKeyspace('shop');
    expect(Object.keys(client.metadata.keyspaces)).toEqual(['shop']);
    await client.metadata.refreshKeyspaces();
    expect(Object.keys(client.metadata.keyspaces)).toEqual(expect.arrayContaining(['shop', 'stock']));
  });
});
