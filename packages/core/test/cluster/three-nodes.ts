// Three real nodes for one spec file, and what its tests need around them.
import { startCassandra, type CassandraFixture, type CassandraNode } from '@async-cassandra/testing';
import { AsyncCluster, policies, types, type AsyncCassandraSession, type AsyncClusterOptions } from '../../src/index';

const { consistencies } = types;

/** A busy machine must not turn a slow replica into a failure: no server-side time limit is near. The first one ends all others. */
const patientServer = {
  native_transport_timeout: '60s',
  read_request_timeout: '30s',
  range_request_timeout: '30s',
  write_request_timeout: '30s',
  counter_write_request_timeout: '30s',
  cas_contention_timeout: '30s',
  request_timeout: '30s',
};

/** Losses are noticed and mended within seconds, so that a test need not wait for the defaults. */
const promptClient: AsyncClusterOptions = {
  requestTimeoutMs: 90_000,
  idleHeartbeatIntervalMs: 2000,
  connectTimeoutMs: 4000,
  reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(500),
  statusEventRefreshWindowMs: 100,
  topologyEventRefreshWindowMs: 500,
  schemaEventRefreshWindowMs: 200,
};

/** One fixture for the file: started before its first test, stopped after its last. */
export class ThreeNodes {
  #fixture: CassandraFixture | undefined;
  #keyspace = '';
  readonly #clusters: AsyncCluster[] = [];

  constructor(private readonly config: Readonly<Record<string, unknown>> = {}) {}

  async start(): Promise<void> {
    const config = { ...patientServer, ...this.config };
    this.#fixture = await startCassandra({ provider: 'jvm', nodes: 3, heapMb: 320, config, progress: false });
    this.#keyspace = await this.#fixture.createKeyspace('cluster');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clusters.map((cluster) => cluster.shutdown()));
    await this.#fixture?.stop();
  }

  get fixture(): CassandraFixture {
    return this.#fixture!;
  }

  /** Replicated three times. */
  get keyspace(): string {
    return this.#keyspace;
  }

  get nodes(): readonly CassandraNode[] {
    return [0, 1, 2].map((index) => this.fixture.node(index));
  }

  endpointOf(index: number): string {
    const { address, port } = this.fixture.node(index);
    return `${address}:${port}`;
  }

  /** A cluster that is shut down with the fixture. */
  newCluster(options: AsyncClusterOptions = {}): AsyncCluster {
    const cluster = new AsyncCluster({ ...this.fixture.clusterOptions(), ...promptClient, ...options });
    this.#clusters.push(cluster);
    return cluster;
  }

  async connect(options: AsyncClusterOptions = {}): Promise<{ cluster: AsyncCluster; session: AsyncCassandraSession }> {
    const cluster = this.newCluster(options);
    return { cluster, session: await cluster.connect(this.keyspace, { timeoutMs: 60_000 }) };
  }

  /**
   * `probe`, and `written` for `Load`. A coordinator asks one replica more than it needs, so that one that has just died delays nobody. Not
   * after some milliseconds: a node minds such a threshold only when the table has existed for as long as `read_request_timeout`.
   */
  async createTables(session: AsyncCassandraSession): Promise<void> {
    for (const name of ['probe', 'written']) {
      await session.execute(`CREATE TABLE ${name} (id int PRIMARY KEY, value int) WITH speculative_retry = 'ALWAYS'`);
    }
  }

  /** Until each node, as a coordinator, finds all three replicas alive. */
  async allServe(session: AsyncCassandraSession, nodes: readonly number[] = [0, 1, 2]): Promise<void> {
    for (const index of nodes) {
      await until(async () => {
        await session.execute('SELECT id FROM probe WHERE id = 1', [], {
          host: this.endpointOf(index),
          consistency: consistencies.all,
          retryPolicy: new policies.retry.FallthroughRetryPolicy(),
        });
      });
    }
  }
}

/** Tries again until it does not fail; the time limit of the test is the limit. */
export async function until(attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await attempt();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
