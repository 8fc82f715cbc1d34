import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { useKeyspace } from '@async-cassandra/testing/jest';
import {
  AsyncCluster,
  ConfigurationError,
  ConnectionError,
  InvalidRequestError,
  NoHostAvailableError,
  TimeoutError,
} from '../src/index';

const keyspace = useKeyspace();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** A server that accepts connections and never answers. */
async function silentServer(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

describe('connect', () => {
  test('finds the nodes, their ring and their keyspaces', async () => {
    await using cluster = new AsyncCluster(keyspace.clusterOptions());
    await cluster.connect();
    const [node] = cluster.nodes;
    expect(node).toMatchObject({ isUp: true, datacenter: 'datacenter1', port: keyspace.clusterOptions().port });
    expect(node!.releaseVersion).toMatch(/^\d+\.\d+/);
    expect(node!.tokens.length).toBeGreaterThan(0);
    expect(cluster.metadata.keyspaces[keyspace.name]).toMatchObject({ name: keyspace.name });
    expect(cluster.metadata.getReplicas(keyspace.name, Buffer.from([0, 0, 0, 1]))).toEqual([node]);
  });

  test('shares one start between concurrent calls, and connections between sessions', async () => {
    await using cluster = new AsyncCluster(keyspace.clusterOptions());
    const sessions = await Promise.all([cluster.connect(), cluster.connect(keyspace.name), cluster.connect()]);
    expect(sessions.map((session) => session.keyspace)).toEqual([undefined, keyspace.name, undefined]);
    // On v4 a keyspace has a connection of its own.
    const inKeyspaces = cluster.protocolVersion === 4 ? 1 : 0;
    expect(cluster.nodes.map(({ openConnections }) => openConnections)).toEqual([1 + inKeyspaces]);
  });

  test('opens as many connections to a node as it is told', async () => {
    await using cluster = new AsyncCluster({ ...keyspace.clusterOptions(), connectionsPerNode: 3 });
    const session = await cluster.connect();
    await Promise.all(Array.from({ length: 300 }, () => session.execute('SELECT key FROM system.local')));
    expect(cluster.nodes[0]!.openConnections).toBe(3);
  });

  test('gives the error of each contact point when nothing listens there', async () => {
    const port = await freePort();
    await using cluster = new AsyncCluster({ contactPoints: ['127.0.0.1'], port });
    const failure: unknown = await cluster.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionError);
    expect((failure as Error).message).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}.*ECONNREFUSED`));
    const cause = (failure as ConnectionError).cause as NoHostAvailableError;
    expect(cause).toBeInstanceOf(NoHostAvailableError);
    expect(Object.keys(cause.innerErrors)).toEqual([`127.0.0.1:${port}`]);
  });

  test('connects through the contact point that answers when another one does not', async () => {
    const options = keyspace.clusterOptions();
    const dead = `127.0.0.1:${await freePort()}`;
    await using cluster = new AsyncCluster({ ...options, contactPoints: [dead, ...options.contactPoints] });
    const session = await cluster.connect();
    await expect(session.execute('SELECT key FROM system.local')).resolves.toMatchObject({ length: 1 });
  });

  test('gives up after timeoutMs with a TimeoutError, leaving nothing open', async () => {
    const server = await silentServer();
    await using cluster = new AsyncCluster({ contactPoints: ['127.0.0.1'], port: server.port });
    await expect(cluster.connect(undefined, { timeoutMs: 100 })).rejects.toThrow(TimeoutError);
    await server.close();
  });

  test('rejects with the reason of a signal that aborts', async () => {
    const server = await silentServer();
    await using cluster = new AsyncCluster({ contactPoints: ['127.0.0.1'], port: server.port });
    const giveUp = new AbortController();
    const connecting = cluster.connect(undefined, { signal: giveUp.signal });
    giveUp.abort(new Error('changed my mind'));
    await expect(connecting).rejects.toThrow('changed my mind');
    await server.close();
  });

  test('fails with the server’s own error for a keyspace that does not exist, and can be called again', async () => {
    await using cluster = new AsyncCluster(keyspace.clusterOptions());
    await expect(cluster.connect('not_there')).rejects.toThrow(InvalidRequestError);
    expect(cluster.nodes).toEqual([]);
    const session = await cluster.connect(keyspace.name);
    expect(session.keyspace).toBe(keyspace.name);
  });

  test('names a local datacenter that no node is in, and those that there are', async () => {
    await using cluster = new AsyncCluster({ ...keyspace.clusterOptions(), localDatacenter: 'elsewhere' });
    await expect(cluster.connect()).rejects.toThrow(ConfigurationError);
    await expect(cluster.connect()).rejects.toThrow(/elsewhere.*datacenter1/);
  });
});

describe('options', () => {
  test('are checked before anything is opened', () => {
    expect(() => new AsyncCluster({ protocolVersion: 4 })).toThrow(ConfigurationError);
    expect(() => new AsyncCluster({ protocolVersion: 4 })).toThrow(/protocolVersion/);
    expect(() => new AsyncCluster({ contactPoint: [] } as object)).toThrow(/contactPoint/);
    expect(() => new AsyncCluster({ port: 0 })).toThrow(/port/);
  });

  test('may be those of cassandra-driver', async () => {
    const { contactPoints, port, localDatacenter, allowProtocolV4 } = keyspace.clusterOptions();
    const options = { contactPoints, protocolOptions: { port }, localDataCenter: localDatacenter, allowProtocolV4 };
    await using cluster = AsyncCluster.fromDriverOptions(options);
    const session = await cluster.connect(keyspace.name);
    await expect(session.execute('SELECT key FROM system.local')).resolves.toMatchObject({ length: 1 });
  });
});

describe('shutdown', () => {
  test('ends every session, refuses new ones, and may be called twice', async () => {
    const cluster = new AsyncCluster(keyspace.clusterOptions());
    const session = await cluster.connect();
    const inFlight = session.execute('SELECT key FROM system.local');
    await Promise.all([cluster.shutdown(), cluster.shutdown()]);
    await expect(inFlight).resolves.toMatchObject({ length: 1 });
    expect([cluster.isClosed, session.isClosed]).toEqual([true, true]);
    await expect(cluster.connect()).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(session.execute('SELECT key FROM system.local')).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('lets a bare process exit by itself', async () => {
    const options = keyspace.clusterOptions();
    const script = `
      const { AsyncCluster } = require('@async-cassandra/core');
      (async () => {
        const cluster = new AsyncCluster(${JSON.stringify(options)});
        const session = await cluster.connect();
        const { rows } = await session.execute('SELECT release_version FROM system.local');
        await cluster.shutdown();
        console.log(rows.length, process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'));
      })();`;
    const child = spawn(process.execPath, ['-e', script], {
      cwd: path.join(__dirname, '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, output }).toEqual({ code: 0, output: '1 []\n' });
  });
});
