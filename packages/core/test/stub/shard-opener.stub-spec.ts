// Through which port, and from which local port, a connection to one shard is opened.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { CqlStub } from '@async-cassandra/testing';
import type { ConnectionOptions } from '../../src/connection/connection-options';
import { ShardOpener, type ShardOpenerOptions } from '../../src/connection/pool/shard-opener';
import { Sharding } from '../../src/connection/sharding';
import { VersionChoice } from '../../src/connection/version-choice';

const connection: ConnectionOptions = {
  versions: new VersionChoice([5]),
  connectTimeoutMs: 60_000,
  idleHeartbeatIntervalMs: 0,
  maxRequestsPerConnection: 128,
  maxOrphanedRequests: 3,
  clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
};

/** A server that counts its connections and answers none. */
class Listener implements AsyncDisposable {
  connections = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => {
      this.connections++;
      socket.on('error', () => {}).destroy();
    });
  }

  static async start(): Promise<Listener> {
    const listener = new Listener();
    listener.#server.listen({ host: '127.0.0.1', port: 0 });
    await once(listener.#server, 'listening');
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function openerFor(stub: CqlStub, changes: Partial<ShardOpenerOptions> = {}) {
  const { address, port } = stub.node(0);
  const failures: Error[] = [];
  const opener = new ShardOpener(
    { address, port },
    {
      connection,
      owner: { onLost() {} },
      closing: new AbortController().signal,
      onPortUnusable: (error) => failures.push(error),
      ...changes,
    },
  );
  return { opener, failures };
}

/** The stub on its usual port has no shards here: what matters is the port. */
const shardingOf = (port: number | undefined, tlsPort?: number): Sharding => new Sharding(4, 12, port, tlsPort);

describe('a connection to a shard', () => {
  test('comes from another local port where one is taken', async () => {
    await using stub = await CqlStub.start();
    await using taken = await Listener.start();
    // 0: a port that the system finds.
    const { opener, failures } = openerFor(stub, { localPorts: () => [taken.port, taken.port, 0] });
    const opened = await opener.open(1, shardingOf(stub.node(0).port));
    expect(opened.localPort).not.toBe(taken.port);
    expect(stub.connections).toHaveLength(1);
    expect(failures).toEqual([]);
    opened.close();
  });

  test('uses the usual port when all of the local ports are taken, and tries the other one again next time', async () => {
    await using stub = await CqlStub.start();
    await using shardPort = await Listener.start();
    await using taken = await Listener.start();
    const { opener, failures } = openerFor(stub, { localPorts: () => [taken.port] });
    for (let i = 0; i < 2; i++) (await opener.open(1, shardingOf(shardPort.port))).close();
    expect([shardPort.connections, failures.length]).toEqual([0, 0]);
  });

  test('uses the usual port for minutes when the shard-aware port does not work, and says so once', async () => {
    await using stub = await CqlStub.start();
    await using shardPort = await Listener.start();
    const { opener, failures } = openerFor(stub);
    for (let i = 0; i < 3; i++) (await opener.open(1, shardingOf(shardPort.port))).close();
    expect([shardPort.connections, failures.length]).toEqual([1, 1]);
  });

  test('says nothing of the shard-aware port while the node does not answer at all', async () => {
    await using stub = await CqlStub.start();
    await using shardPort = await Listener.start();
    const { opener, failures } = openerFor(stub);
    await stub.node(0).stop();
    await expect(opener.open(1, shardingOf(shardPort.port))).rejects.toThrow(`:${stub.node(0).port}`);
    expect(failures).toEqual([]);
    await stub.node(0).start();
    (await opener.open(1, shardingOf(shardPort.port))).close();
    expect([shardPort.connections, failures.length]).toEqual([2, 1]);
  });

  test('with TLS uses the port for TLS, and never the port without', async () => {
    await using stub = await CqlStub.start();
    await using plain = await Listener.start();
    await using tls = await Listener.start();
    const { opener } = openerFor(stub, { connection: { ...connection, ssl: {} } });
    await stub.node(0).stop();
    await expect(opener.open(1, shardingOf(plain.port))).rejects.toThrow('TLS');
    await expect(opener.open(1, shardingOf(plain.port, tls.port))).rejects.toThrow('TLS');
    expect([plain.connections, tls.connections]).toEqual([0, 1]);
  });
});
