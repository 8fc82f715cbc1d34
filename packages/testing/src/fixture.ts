import type { ClientOptions, types } from 'cassandra-driver';
import type { Progress } from './progress';

export type ProviderName = 'external' | 'docker' | 'jvm';

export interface StartOptions {
  /** Where the server comes from; `auto` takes the first that this machine has. Default `auto`. */
  provider?: 'auto' | ProviderName;
  /** Which Cassandra to run: `3.11`, `4.0`, `4.1` or `5.0`, or one release (`4.1.7`). Default: `defaultCassandraVersion`. */
  version?: string;
  /** Provider docker: the image. Default: `cassandra:` and `version`, or `cassandra:5.0` without one. */
  image?: string;
  /** How many nodes. Default 1. */
  nodes?: number;
  /** The datacenter of each node, in order. Default: all in `datacenter1`. */
  datacenters?: readonly string[];
  /** Ask clients for a password: `cassandra` / `cassandra`. Default false. */
  auth?: boolean;
  /** Encrypt the connections of clients; `mutual`: and ask them for a certificate. Made anew for each fixture. Default false. */
  tls?: boolean | 'mutual';
  /** Heap of each node. Default: 384, in a container 512. */
  heapMb?: number;
  /** More arguments for the Java virtual machine, after ours. */
  jvmOptions?: readonly string[];
  /** Settings of cassandra.yaml, which replace ours. */
  config?: Readonly<Record<string, unknown>>;
  /** CQL scripts to run before the fixture is handed out: paths that end in `.cql`, or text. */
  initScripts?: readonly string[];
  /** Migrations to run before the fixture is handed out: `migrationsFrom(folder, { keyspace, replication })` of `@async-cassandra/migrations`. */
  migrations?: Migrations;
  /**
   * Take the server that an earlier start with the same options left running, or leave this one running for the next. `stop()`
   * of the fixture then only drops the keyspaces that it created; `async-cassandra-testing stop --all` ends the server.
   * Init scripts run once. An external server is never left or taken. Default false.
   */
  reuse?: boolean;
  /** How long the server may take until it answers, the download not counted. Default 300,000. */
  startupTimeoutMs?: number;
  /** Say on standard error what is going on, or to a display of yours. Default true. */
  progress?: boolean | Progress;
  /** Gives up starting; nothing is left behind. */
  signal?: AbortSignal;
}

/** What a client needs, in the shape that `AsyncCluster` takes. */
export interface FixtureClusterOptions {
  contactPoints: string[];
  port: number;
  localDatacenter: string;
  authProvider?: { username: string; password: string };
  ssl?: { ca: string; cert?: string; key?: string };
  /** 4 where the environment asks for it (`CASSANDRA_PROTOCOL_VERSION`), with `allowProtocolV4`. */
  protocolVersion?: number;
  allowProtocolV4?: boolean;
  /** Where a node can be reached, when the address by which the others know it is not reachable from here (containers). */
  addressTranslator?: (host: string, port: number) => { host: string; port: number };
}

/** Where migrations run: a server, and perhaps a keyspace of it. */
export interface MigrationTarget {
  clusterOptions(): FixtureClusterOptions;
  readonly keyspace?: string;
}

/** Handed in: this package depends on no client. What it throws fails the start. */
export type Migrations = (target: MigrationTarget) => Promise<unknown>;

export interface KeyspaceOptions {
  /** In each datacenter. Default: 3, or its number of nodes when there are fewer. An external cluster counts as one node. */
  replicationFactor?: number;
}

export interface RunCqlOptions {
  /** The keyspace for names without one. */
  keyspace?: string;
}

export interface AddNodeOptions {
  /** Default: that of the first node. */
  datacenter?: string;
}

/** One node of a fixture, and the faults that can be done to it. */
export interface CassandraNode {
  readonly address: string;
  readonly port: number;
  readonly datacenter: string;
  readonly state: NodeState;
  /** Asks the process to end and waits for it: the node drains first, as in a rolling restart. */
  stop(): Promise<void>;
  /** SIGKILL: the node gets no chance to say goodbye. */
  kill(): Promise<void>;
  /** SIGSTOP: sockets stay open, nothing answers any more. */
  pause(): Promise<void>;
  /** Ends a pause. Resolves when the running nodes see each other up (Java processes), or at once (Docker). */
  resume(): Promise<void>;
  /** Starts the stopped or killed node again on its own data; waits until it answers and the running nodes see it. */
  start(): Promise<void>;
  /** Runs Cassandra's nodetool on this node (`nodetool('flush')`) and gives what it printed. */
  nodetool(...args: string[]): Promise<string>;
  /** Everything that the node has logged so far. */
  logs(): Promise<string>;
}

export type NodeState = 'running' | 'paused' | 'stopped';

/** A Cassandra that a test can use, whoever runs it. */
export interface CassandraFixture extends AsyncDisposable {
  readonly provider: ProviderName;
  /** Why this provider was chosen. */
  readonly reason: string;
  readonly contactPoints: readonly string[];
  readonly port: number;
  readonly localDatacenter: string;
  /** Options for `new AsyncCluster(...)`. */
  clusterOptions(): FixtureClusterOptions;
  /** Options for `new Client(...)` of cassandra-driver. */
  driverOptions(): ClientOptions;
  /** Environment variables from which another process finds this server (`provider: 'external'`). */
  environment(): Record<string, string>;
  /** Creates a keyspace of its own name, which starts with `prefix`, and gives that name. */
  createKeyspace(prefix?: string, options?: KeyspaceOptions): Promise<string>;
  dropKeyspace(name: string): Promise<void>;
  /** Runs each statement of a script (a path that ends in `.cql`, or text) in order; gives the rows of the last one. */
  runCql(fileOrText: string, options?: RunCqlOptions): Promise<types.Row[]>;
  /** Node `index`, counted from 0. */
  node(index: number): CassandraNode;
  /** Starts one more node, which joins the ring and takes its share of the data. `nodetool('decommission')` is the way back. */
  addNode(options?: AddNodeOptions): Promise<CassandraNode>;
  /** What the server has logged so far, every node. */
  logs(): Promise<string>;
  /** Ends the server and removes what it stored. Of an external server: drops the keyspaces that were created here. */
  stop(): Promise<void>;
}
