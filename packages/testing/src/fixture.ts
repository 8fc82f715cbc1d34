import type { ClientOptions, types } from 'cassandra-driver';
import type { Progress } from './progress';

/** `external`: a server that already runs; `docker`: containers; `jvm`: Java processes of this machine. */
export type ProviderName = 'external' | 'docker' | 'jvm';

/** The options of `startCassandra`. */
export interface StartOptions {
  /** The provider of the server; `auto` takes the first one that is available on this machine. Default `auto`. */
  provider?: 'auto' | ProviderName;
  /** The version of Cassandra: `3.11`, `4.0`, `4.1`, `5.0` or `6.0`, or one release (`4.1.7`). Default: `defaultCassandraVersion`. */
  version?: string;
  /** The image of the provider docker. Default: `cassandra:` and `version`, or `cassandra:5.0` without one. */
  image?: string;
  /** The number of nodes. Default 1. */
  nodes?: number;
  /** The datacenter of each node, in order. Default: all in `datacenter1`. */
  datacenters?: readonly string[];
  /** The rack of each node, in order, beside `datacenters`. Default: all in `rack1`. */
  racks?: readonly string[];
  /** Requires a password from clients: `cassandra` / `cassandra`. Default false. */
  auth?: boolean;
  /** Encrypts client connections; `mutual` also requires a client certificate. The certificates are created for each fixture. Default false. */
  tls?: boolean | 'mutual';
  /** The heap of each node in MiB. Default: 384, in a container 512. */
  heapMb?: number;
  /** Additional arguments for the Java virtual machine, after the fixture's own. */
  jvmOptions?: readonly string[];
  /** Settings of cassandra.yaml, which override the fixture's own. */
  config?: Readonly<Record<string, unknown>>;
  /** CQL scripts that run before the fixture is returned: paths that end in `.cql`, or text. */
  initScripts?: readonly string[];
  /** Migrations that run before the fixture is returned: `migrationsFrom(folder, { keyspace, replication })` of `@async-cassandra/migrations`. */
  migrations?: Migrations;
  /**
   * Takes the server that an earlier start with the same options left running, or leaves this one running for the next start. Then `stop()`
   * of the fixture only drops the keyspaces that it created; `async-cassandra-testing stop --all` stops the server.
   * Init scripts run once. An external server is neither left running nor taken. Default false.
   */
  reuse?: boolean;
  /** The longest startup in milliseconds, without the download. Default 300,000. */
  startupTimeoutMs?: number;
  /** Shows the progress on standard error, or on a display of your own. Default true. */
  progress?: boolean | Progress;
  /** Cancels the start, which rejects with the reason of the signal; nothing stays behind. */
  signal?: AbortSignal;
}

/** Options for a client, as `AsyncCluster` takes them. */
export interface FixtureClusterOptions {
  /** The addresses of the nodes. */
  contactPoints: string[];
  port: number;
  localDatacenter: string;
  /** The credentials, for a server that requires them. */
  authProvider?: { username: string; password: string };
  /** The certificates, as PEM text, for a server that encrypts client connections. */
  ssl?: { ca: string; cert?: string; key?: string };
  /** 4 if the environment requests it (`CASSANDRA_PROTOCOL_VERSION`), together with `allowProtocolV4`. */
  protocolVersion?: number;
  /** Whether the client may use protocol v4. */
  allowProtocolV4?: boolean;
  /** The time limit of a request, if the environment sets one (`CASSANDRA_REQUEST_TIMEOUT_MS`): the client's default may be short for a busy machine. */
  requestTimeoutMs?: number;
  /** Translates the address of a node among its peers to an address that is reachable from here (containers). */
  addressTranslator?: (host: string, port: number) => { host: string; port: number };
}

/** The target of migrations: a server, and optionally one of its keyspaces. */
export interface MigrationTarget {
  /** Options for `new AsyncCluster(...)`. */
  clusterOptions(): FixtureClusterOptions;
  /** The keyspace. Default: the keyspace of the options of the migrations. */
  readonly keyspace?: string;
}

/** A function, because this package depends on no client. Its error fails the start. */
export type Migrations = (target: MigrationTarget) => Promise<unknown>;

/** The options of `createKeyspace`. */
export interface KeyspaceOptions {
  /** The replication factor in each datacenter. Default: 3, or its number of nodes if it has fewer. An external cluster counts as one node. */
  replicationFactor?: number;
}

/** The options of `runCql`. */
export interface RunCqlOptions {
  /** The keyspace of unqualified names. */
  keyspace?: string;
}

/** The options of `addNode`. */
export interface AddNodeOptions {
  /** The datacenter of the new node. Default: the datacenter of the first node. */
  datacenter?: string;
  /** The rack of the new node. Default: `rack1`. */
  rack?: string;
}

/** One node of a fixture, and the faults that a test can cause. */
export interface CassandraNode {
  /** The address of the node for clients. */
  readonly address: string;
  /** The port of the node for clients. */
  readonly port: number;
  readonly datacenter: string;
  readonly rack: string;
  /** Whether the process of the node runs. */
  readonly state: NodeState;
  /** Terminates the process and waits for its end: the node drains first, as in a rolling restart. */
  stop(): Promise<void>;
  /** Kills the process (SIGKILL): the node cannot shut down in order. */
  kill(): Promise<void>;
  /** Suspends the process (SIGSTOP): sockets stay open, but nothing answers. */
  pause(): Promise<void>;
  /** Ends a pause. Resolves when the running nodes see each other up (Java processes), or at once (Docker). */
  resume(): Promise<void>;
  /** Starts a stopped or killed node again with its data. Resolves when it answers and the running nodes see it. */
  start(): Promise<void>;
  /** Runs Cassandra's nodetool on this node (`nodetool('flush')`) and returns its output. */
  nodetool(...args: string[]): Promise<string>;
  /** Returns the node's log so far. */
  logs(): Promise<string>;
}

/** `paused`: the process exists but is suspended. */
export type NodeState = 'running' | 'paused' | 'stopped';

/** A running Cassandra for tests, from any provider. */
export interface CassandraFixture extends AsyncDisposable {
  /** The provider of the server. */
  readonly provider: ProviderName;
  /** Why this provider was chosen. */
  readonly reason: string;
  /** The addresses of the nodes for clients. */
  readonly contactPoints: readonly string[];
  /** The port of the nodes for clients. */
  readonly port: number;
  /** The datacenter of the first node. */
  readonly localDatacenter: string;
  /** Options for `new AsyncCluster(...)`. */
  clusterOptions(): FixtureClusterOptions;
  /** Options for `new Client(...)` of cassandra-driver. */
  driverOptions(): ClientOptions;
  /** Environment variables that describe this server to another process (`provider: 'external'`). */
  environment(): Record<string, string>;
  /** Creates a keyspace with a unique name that starts with `prefix`, and returns the name. */
  createKeyspace(prefix?: string, options?: KeyspaceOptions): Promise<string>;
  /** Drops a keyspace. */
  dropKeyspace(name: string): Promise<void>;
  /** Executes each statement of a script (a path that ends in `.cql`, or text) in order. Returns the rows of the last one. */
  runCql(fileOrText: string, options?: RunCqlOptions): Promise<types.Row[]>;
  /** Returns node `index`, counted from 0. */
  node(index: number): CassandraNode;
  /** Starts one more node, which joins the ring and takes its share of the data. Use `nodetool('decommission')` to remove it. */
  addNode(options?: AddNodeOptions): Promise<CassandraNode>;
  /** Returns the log of every node so far. */
  logs(): Promise<string>;
  /** Stops the server and removes its data. For an external server: drops the keyspaces that this fixture created. */
  stop(): Promise<void>;
}
