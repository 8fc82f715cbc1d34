// The three real nodes that the cluster specs share, and what the tests of one file need around them.
import type { CassandraFixture, CassandraNode } from '@async-cassandra/testing';
import { AsyncCluster, policies, types, type AsyncCassandraSession, type AsyncClusterOptions } from '../../src/index';

const { consistencies } = types;

/** Ends only a wait without an end: on a machine that is very busy, seconds become minutes. */
export const lastLimitMs = 10 * 60_000;

/**
 * Losses are noticed and mended within seconds, so that a test need not wait for the defaults; a node of a busy machine has time to answer
 * all the same.
 */
const promptClient: AsyncClusterOptions = {
  requestTimeoutMs: lastLimitMs,
  maxSchemaAgreementWaitMs: lastLimitMs,
  idleHeartbeatIntervalMs: 5000,
  connectTimeoutMs: 10_000,
  reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(500),
  statusEventRefreshWindowMs: 100,
  topologyEventRefreshWindowMs: 500,
  schemaEventRefreshWindowMs: 200,
};

/** The shared cluster, with a keyspace of the file and the clients that its tests open. */
export class ThreeNodes {
  #fixture: CassandraFixture | undefined;
  #keyspace = '';
  readonly #clusters: AsyncCluster[] = [];

  async start(): Promise<void> {
    this.#fixture = await sharedClusters.threeNodes();
    this.#keyspace = await this.#fixture.createKeyspace('cluster');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clusters.map((cluster) => cluster.shutdown()));
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

  /** A cluster that is shut down at the end of the file. */
  newCluster(options: AsyncClusterOptions = {}): AsyncCluster {
    const cluster = new AsyncCluster({ ...this.fixture.clusterOptions(), ...promptClient, ...options });
    this.#clusters.push(cluster);
    return cluster;
  }

  async connect(options: AsyncClusterOptions = {}): Promise<{ cluster: AsyncCluster; session: AsyncCassandraSession }> {
    const cluster = this.newCluster(options);
    return { cluster, session: await cluster.connect(this.keyspace, { timeoutMs: lastLimitMs }) };
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
      await until(`${this.endpointOf(index)} finds all replicas alive`, async () => {
        await session.execute('SELECT id FROM probe WHERE id = 1', [], {
          host: this.endpointOf(index),
          consistency: consistencies.all,
          retryPolicy: new policies.retry.FallthroughRetryPolicy(),
        });
      });
    }
  }
}

/** Retries until it succeeds. After too long, throws an error that names the awaited condition. */
export async function until(what: string, attempt: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + lastLimitMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`Waited ${lastLimitMs / 1000} s until ${what}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
