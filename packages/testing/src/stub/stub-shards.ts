// The shards of a stub node, as ScyllaDB has them: a connection belongs to one shard, which SUPPORTED names. On the shard-aware port the shard
// follows from the client's port; on the usual port the node chooses the shards in turn.
import { createServer, type Server, type Socket } from 'node:net';
import { resetSocket } from '../socket-reset';

/** The shards of a node. */
export interface StubShards {
  /** The number of shards. */
  readonly count: number;
  /** The number of leading bits of a token that do not count. Default: 12. */
  readonly ignoredBits?: number;
  /**
   * The shard-aware port: `works`; `rewritten`, as behind a NAT that changes the client's port by 1; `breaks` breaks each
   * connection at once; `absent`. Default: `works`.
   */
  readonly port?: 'works' | 'rewritten' | 'breaks' | 'absent';
}

export class ShardListener {
  #server: Server | null = null;
  #next = 0;

  /** Listens on a free port of the address, unless the node has no shard-aware port. */
  listen(address: string, shards: StubShards, accept: (socket: Socket, shard: number) => void): Promise<void> {
    const { port = 'works', count } = shards;
    if (port === 'absent') return Promise.resolve();
    const server = createServer((socket) => {
      if (port === 'breaks') resetSocket(socket);
      else accept(socket, (socket.remotePort! + (port === 'works' ? 0 : 1)) % count);
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port: 0 }, () => {
        server.off('error', reject);
        this.#server = server;
        resolve();
      });
    });
  }

  close(): void {
    this.#server?.close();
    this.#server = null;
  }

  /** The shard of the next connection where the node chooses. */
  next({ count }: StubShards): number {
    return this.#next++ % count;
  }

  /** The options of SUPPORTED on a connection to this shard. */
  supportedOptions(
    { count, ignoredBits = 12 }: StubShards,
    shard: number,
  ): Readonly<Record<string, readonly string[]>> {
    const address = this.#server?.address() as { port: number } | undefined;
    return {
      SCYLLA_SHARD: [`${shard}`],
      SCYLLA_NR_SHARDS: [`${count}`],
      SCYLLA_PARTITIONER: ['org.apache.cassandra.dht.Murmur3Partitioner'],
      SCYLLA_SHARDING_ALGORITHM: ['biased-token-round-robin'],
      SCYLLA_SHARDING_IGNORE_MSB: [`${ignoredBits}`],
      ...(address === undefined ? {} : { SCYLLA_SHARD_AWARE_PORT: [`${address.port}`] }),
    };
  }
}
