// How many connections in keyspaces (protocol v4) a node has, and when they go.
import { CqlStub, voidResult } from '@async-cassandra/testing';
import type { Connection } from '../../src/connection/connection';
import { KeyspaceConnections, type KeyspaceConnectionsOptions } from '../../src/connection/pool/keyspace-connections';
import { TrafficSum } from '../../src/connection/pool/traffic-sum';
import { VersionChoice } from '../../src/connection/version-choice';
import { Query } from '../../src/protocol/requests/query';

const neverIdleMs = 2 ** 30;

function connectionsOf(stub: CqlStub, changes: Partial<KeyspaceConnectionsOptions> = {}): KeyspaceConnections {
  const { address, port } = stub.node(0);
  const options: KeyspaceConnectionsOptions = {
    connection: {
      versions: new VersionChoice([4]),
      connectTimeoutMs: 60_000,
      idleHeartbeatIntervalMs: 0,
      maxRequestsPerConnection: 128,
      maxOrphanedRequests: 3,
      clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
    },
    connectionsPerKeyspace: 1,
    earlier: new TrafficSum(),
    closing: new AbortController().signal,
    idleMs: neverIdleMs,
    ...changes,
  };
  const listener = { onOpened() {}, onLost() {}, onConnectFailed() {}, onCapacity() {} };
  return new KeyspaceConnections({ address, port }, options, listener);
}

const keyspacesAre = (stub: CqlStub, ...keyspaces: string[]): Promise<unknown> =>
  stub.connectionsAre((connections) => {
    const open = connections.map(({ keyspace }) => keyspace).sort();
    return open.length === keyspaces.length && open.every((keyspace, index) => keyspace === keyspaces[index]);
  });

const query = (connection: Connection): Promise<unknown> => connection.request(new Query('SELECT', { consistency: 1 }));

describe('connections in keyspaces', () => {
  test('are closed when they have been idle, and opened again when they are needed', async () => {
    await using stub = await CqlStub.start({ protocolVersions: [4] });
    const connections = connectionsOf(stub, { idleMs: 10 });
    await connections.open('one');
    await keyspacesAre(stub);
    expect(connections.borrow('one')).toBeUndefined();
    await connections.open('one');
    await keyspacesAre(stub);
    connections.close();
  });

  test('are not closed while a request waits for its answer', async () => {
    await using stub = await CqlStub.start({ protocolVersions: [4] });
    const rule = stub.when('SELECT').reply(voidResult()).hold();
    const connections = connectionsOf(stub, { idleMs: 10 });
    const answer = query(await connections.open('busy'));
    await stub.received('SELECT');
    await connections.open('idle');
    await keyspacesAre(stub, 'busy');
    rule.release();
    await expect(answer).resolves.toMatchObject({ kind: 'void' });
    await keyspacesAre(stub);
    connections.close();
  });

  test('give way, the longest unused first, where too many keyspaces are used', async () => {
    await using stub = await CqlStub.start({ protocolVersions: [4] });
    const connections = connectionsOf(stub, { maxKeyspaces: 2 });
    await connections.open('a');
    await connections.open('b');
    connections.borrow('a');
    await connections.open('c');
    await keyspacesAre(stub, 'a', 'c');
    expect(connections.openConnections).toBe(2);
    connections.close();
    await keyspacesAre(stub);
  });

  test('that give way answer first what was asked of them', async () => {
    await using stub = await CqlStub.start({ protocolVersions: [4] });
    const rule = stub.when('SELECT').reply(voidResult()).hold();
    const earlier = new TrafficSum();
    const connections = connectionsOf(stub, { maxKeyspaces: 1, earlier });
    const answer = query(await connections.open('a'));
    await stub.received('SELECT');
    await connections.open('b');
    expect(connections.connections).toHaveLength(2);
    expect(connections.borrow('a')).toBeUndefined();
    rule.release();
    await expect(answer).resolves.toMatchObject({ kind: 'void' });
    await keyspacesAre(stub, 'b');
    expect(connections.connections).toHaveLength(1);
    // OPTIONS, STARTUP, USE and SELECT.
    expect(earlier.responses).toBe(4);
    connections.close();
    expect(earlier.responses).toBe(7);
  });

  test('are closed with all the others, also one that is just being opened', async () => {
    await using stub = await CqlStub.start({ protocolVersions: [4] });
    const closing = new AbortController();
    const connections = connectionsOf(stub, { closing: closing.signal });
    await connections.open('a');
    const opening = connections.open('b');
    closing.abort(new Error('the pool is closed'));
    connections.close();
    await expect(opening).rejects.toThrow('the pool is closed');
    await keyspacesAre(stub);
    expect(connections.mayOpen('a')).toBe(false);
  });
});
