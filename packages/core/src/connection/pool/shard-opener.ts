// Opens a connection to one shard of a node: through the shard-aware port, from a local port that the shard follows from. Where that does
// not work (a firewall, or a NAT that changes local ports), through the usual port, where the server chooses the shard.
import { ConnectionError } from '../../errors/async-cassandra-error';
import { nowMs } from '../../waiting/timers';
import { Connection, type ConnectionOwner } from '../connection';
import type { ConnectionOptions } from '../connection-options';
import { formatEndpoint, type Endpoint } from '../endpoint';
import type { Sharding } from '../sharding';
import { sourcePorts } from '../source-ports';

/** How many local ports are tried before the usual port is. */
const mostLocalPorts = 16;
/** How long the usual port is used after the shard-aware one did not work. */
const avoidForMs = 5 * 60_000;
/** A local port is taken, or reserved by the system. */
const takenCodes: readonly unknown[] = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'];

export interface ShardOpenerOptions {
  readonly connection: ConnectionOptions;
  readonly owner: ConnectionOwner;
  readonly closing: AbortSignal;
  /** Returns the local ports to try. Default: `sourcePorts`. */
  readonly localPorts?: (shard: number, shardCount: number, limit: number) => readonly number[];
  /** The shard-aware port does not work, and is not used for some minutes. */
  onPortUnusable(error: Error): void;
}

export class ShardOpener {
  readonly #endpoint: Endpoint;
  readonly #options: ShardOpenerOptions;
  #avoidUntilMs = -Infinity;

  constructor(endpoint: Endpoint, options: ShardOpenerOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
  }

  /** Opens a connection to the shard, if possible: the connection itself knows which one it got. Rejects as `Connection.open` does. */
  async open(shard: number, sharding: Sharding): Promise<Connection> {
    const port = this.#portOf(sharding);
    if (port === undefined) return this.#openUsual();
    const { localPorts = sourcePorts } = this.#options;
    let failure: ConnectionError;
    try {
      const connection = await this.#openFrom(port, localPorts(shard, sharding.shardCount, mostLocalPorts));
      if (connection === undefined) return await this.#openUsual();
      const got = connection.shardPlace;
      if (got?.shard !== shard && sharding.equals(got?.sharding))
        this.#avoid(this.#wrongShard(connection, port, shard));
      return connection;
    } catch (error) {
      if (!(error instanceof ConnectionError) || this.#options.closing.aborted) throw error;
      failure = error;
    }
    const connection = await this.#openUsual();
    // Only now: a node that does not answer at all says nothing about the port.
    this.#avoid(failure);
    return connection;
  }

  /** Undefined when the shard-aware port is not known, or does not work. A proxy in front of several nodes has none for each node. */
  #portOf(sharding: Sharding): number | undefined {
    if (nowMs() < this.#avoidUntilMs || this.#endpoint.serverName !== undefined) return undefined;
    return this.#options.connection.ssl === undefined ? sharding.port : sharding.tlsPort;
  }

  /** Returns undefined when all of the local ports are taken. */
  async #openFrom(port: number, localPorts: readonly number[]): Promise<Connection | undefined> {
    const { connection, owner, closing } = this.#options;
    for (const localPort of localPorts) {
      try {
        return await Connection.open(this.#endpoint, { ...connection, through: { port, localPort } }, owner, closing);
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
        if (!takenCodes.includes(code)) throw error;
      }
    }
    return undefined;
  }

  #openUsual(): Promise<Connection> {
    const { connection, owner, closing } = this.#options;
    return Connection.open(this.#endpoint, connection, owner, closing);
  }

  #avoid(error: Error): void {
    const isNews = nowMs() >= this.#avoidUntilMs;
    this.#avoidUntilMs = nowMs() + avoidForMs;
    if (isNews) this.#options.onPortUnusable(error);
  }

  #wrongShard({ localPort, shardPlace }: Connection, port: number, shard: number): ConnectionError {
    return new ConnectionError(
      `A connection to port ${port} of ${formatEndpoint(this.#endpoint)} from the local port ${localPort} got shard ${shardPlace?.shard}, ` +
        `not shard ${shard}: something between (NAT) changes local ports`,
    );
  }
}
