import { createServer, type Server, type Socket } from 'node:net';

import { PreparedStatements } from './prepared-statements';
import type { RequestRecord } from './request-record';
import type { StubCredentials } from './password-authentication';
import type { ConnectionHost } from './connection-host';
import { StubConnection } from './stub-connection';
import type { StubScript } from './stub-script';
import { ShardListener, type StubShards } from './stub-shards';
import type { NodeDescription, SystemTables } from './system-tables';

/** The options of one node. */
export interface StubNodeOptions {
  /** The address. Default: 127.0.0.1, 127.0.0.2 and so on. */
  readonly address?: string;
  /** The port. Default: a free port, the same for all nodes if their addresses differ. */
  readonly port?: number;
  /** Default: `datacenter1`. */
  readonly datacenter?: string;
  /** Default: `rack1`. */
  readonly rack?: string;
  /** The tokens. Default: spread evenly over the ring. */
  readonly tokens?: readonly string[];
  /** The version of Cassandra that the node reports. Default: a version of Cassandra 5.0. */
  readonly releaseVersion?: string;
  /** The accepted protocol versions; a node with `[3, 4]` lacks v5. */
  readonly protocolVersions?: readonly number[];
  /** The shards of a ScyllaDB node. Default: none. */
  readonly shards?: StubShards;
  /** More options of SUPPORTED: the extensions of another server. */
  readonly supported?: Readonly<Record<string, readonly string[]>>;
}

/** The objects that the nodes of a stub share. */
export interface StubCluster {
  readonly script: StubScript;
  readonly record: RequestRecord;
  readonly systemTables: SystemTables;
  readonly credentials: StubCredentials | null;
  readonly offersCompression: boolean;
  readonly schemaVersion: string;
  readonly maxConnections: number;
  nextRequestIndex(): number;
  nextConnectionId(): number;
  onViolation(connection: StubConnection, violation: Error): void;
}

/** One node of a stub: a listening socket with faults of its own. */
export class StubNode implements NodeDescription {
  readonly #cluster: StubCluster;
  /** The id of the node, a UUID as text. */
  readonly hostId: string;
  readonly datacenter: string;
  readonly rack: string;
  /** The version of Cassandra that the node reports. May be changed at any time. */
  releaseVersion: string;
  /** The accepted versions. May be changed at any time; an open connection keeps its version. */
  protocolVersions: readonly number[];
  /** The tokens that the node reports. May be changed at any time. */
  tokens: readonly string[];
  /** The shards that the node has from its next start on. `null`: none. */
  shards: StubShards | null;
  /** More options of SUPPORTED. May be changed at any time. */
  supported: Readonly<Record<string, readonly string[]>>;
  /** The schema version that this node reports. Default: the version of the whole stub. */
  schemaVersionOverride: string | null = null;
  /** @internal */
  readonly prepared = new PreparedStatements();
  readonly #connections = new Set<StubConnection>();
  readonly #shardListener = new ShardListener();
  #server: Server | null = null;
  #port = 0;
  #isReadingPaused = false;

  /** @internal */
  constructor(
    readonly index: number,
    readonly address: string,
    options: StubNodeOptions,
    defaultTokens: readonly string[],
    cluster: StubCluster,
  ) {
    this.#cluster = cluster;

    this.hostId = `00000000-0000-4000-8000-${(index + 1).toString(16).padStart(12, '0')}`;
    this.datacenter = options.datacenter ?? 'datacenter1';
    this.rack = options.rack ?? 'rack1';
    this.tokens = options.tokens ?? defaultTokens;
    this.releaseVersion = options.releaseVersion ?? '5.0.8';
    this.protocolVersions = options.protocolVersions ?? [3, 4, 5];
    this.shards = options.shards ?? null;
    this.supported = options.supported ?? {};
  }

  /** The port, also while the node does not listen. */
  get port(): number {
    return this.#port;
  }

  /** `address:port` */
  get endpoint(): string {
    return `${this.address}:${this.#port}`;
  }

  /** The schema version that this node reports. */
  get schemaVersion(): string {
    return this.schemaVersionOverride ?? this.#cluster.schemaVersion;
  }

  /** Whether the node accepts connections. */
  get isListening(): boolean {
    return this.#server !== null;
  }

  /** The connections that are open now, the oldest first. */
  get connections(): readonly StubConnection[] {
    return [...this.#connections];
  }

  /** Listens again after `stop()` or `refuseConnections()`, on the same port. */
  start(): Promise<void> {
    return this.listen(this.#port);
  }

  /** Stops listening and breaks every connection. Forgets its prepared statements, as a restart does. */
  async stop(): Promise<void> {
    await this.refuseConnections();
    this.forgetPrepared();
    const { connections } = this;
    this.resetConnections();
    await Promise.all(connections.map((connection) => connection.closed));
  }

  /** Refuses new connections; open ones stay. */
  refuseConnections(): Promise<void> {
    // Open connections continue: the callback of close() would wait for them, but the port is free without it.
    this.#server?.close();
    this.#server = null;
    this.#shardListener.close();
    return Promise.resolve();
  }

  /** Stops reading on all connections, including new ones: a node that hangs. */
  pauseReading(): void {
    this.#isReadingPaused = true;
    this.#connections.forEach((connection) => connection.pauseReading());
  }

  /** Reads again after `pauseReading()`. */
  resumeReading(): void {
    this.#isReadingPaused = false;
    this.#connections.forEach((connection) => connection.resumeReading());
  }

  /** Closes all open connections in order (FIN). */
  closeConnections(): void {
    this.#connections.forEach((connection) => connection.close());
  }

  /** Breaks all open connections (RST). */
  resetConnections(): void {
    this.#connections.forEach((connection) => connection.reset());
  }

  /** Forgets prepared statements: an EXECUTE of them is answered with UNPREPARED. */
  forgetPrepared(): void {
    this.prepared.forget();
  }

  /** @internal */
  async listen(port: number): Promise<void> {
    if (this.#server !== null) {
      return;
    }
    const { shards } = this;
    if (shards !== null) {
      await this.#shardListener.listen(this.address, shards, (socket, shard) => this.#accept(socket, shards, shard));
    }
    await new Promise<void>((resolve, reject) => {
      const server = createServer((socket) =>
        this.#accept(socket, shards, shards === null ? null : this.#shardListener.next(shards)),
      );
      server.maxConnections = this.#cluster.maxConnections;
      server.once('error', (error) => {
        this.#shardListener.close();
        reject(error);
      });
      server.listen({ host: this.address, port }, () => {
        server.removeAllListeners('error');
        this.#server = server;
        this.#port = (server.address() as { port: number }).port;
        resolve();
      });
    });
  }

  #accept(socket: Socket, shards: StubShards | null, shard: number | null): void {
    const connection = new StubConnection(this.#cluster.nextConnectionId(), this.#host(shards, shard), socket);
    this.#connections.add(connection);
    this.#cluster.record.changed();
    void connection.closed.then(() => {
      this.#connections.delete(connection);
      this.#cluster.record.changed();
    });
  }

  #host(shards: StubShards | null, shard: number | null): ConnectionHost {
    const cluster = this.#cluster;
    return {
      index: this.index,
      shard,
      script: cluster.script,
      systemTables: cluster.systemTables,
      record: cluster.record,
      credentials: cluster.credentials,
      prepared: this.prepared,
      protocolVersions: this.protocolVersions,
      isReadingPaused: this.#isReadingPaused,
      supportedOptions: (version) => ({
        ...this.#supportedOptions(version),
        ...(shards === null || shard === null ? {} : this.#shardListener.supportedOptions(shards, shard)),
        ...this.supported,
      }),
      nextRequestIndex: () => cluster.nextRequestIndex(),
      onViolation: (connection, violation) => cluster.onViolation(connection, violation),
    };
  }

  #supportedOptions(version: number): Readonly<Record<string, readonly string[]>> {
    return {
      PROTOCOL_VERSIONS: this.protocolVersions.map((supported) => `${supported}/v${supported}`),
      CQL_VERSION: ['3.4.7'],
      COMPRESSION: version >= 4 && this.#cluster.offersCompression ? ['lz4'] : [],
    };
  }
}
