// The real cluster that serves one cluster spec after another. It starts when a spec asks for it for the first time, and ends with the process
// of Jest: there is one, because the phase `cluster` runs its files in one process.
const { setTimeout: delay } = require('node:timers/promises');
const { ClusterLease } = require('./cluster-lease.cjs');

// Only for a cluster that will never be whole again, or a node that never starts: on a machine that is very busy, seconds become minutes.
const wholeLimitMs = 10 * 60_000;
const pollMs = 100;

/**
 * A busy machine must not turn a slow replica into a failure: no time limit of the server is near. `request_timeout` stays: it is no client's,
 * and a node that restarts waits for it when the echo of its gossip was lost with an old connection.
 */
const patient = {
  native_transport_timeout: '120s',
  read_request_timeout: '60s',
  // A scan waits as long for a replica that hangs; a client that asks for the page again does not lose it.
  range_request_timeout: '20s',
  write_request_timeout: '60s',
  counter_write_request_timeout: '60s',
  cas_contention_timeout: '60s',
};

class SharedCluster {
  #options;
  #firstNodes;
  #starting;

  constructor(options) {
    this.#options = options;
    this.#firstNodes = options.nodes;
  }

  /** Resolves with a fixture for one spec file. */
  async lease() {
    this.#starting ??= this.#start();
    return new ClusterLease(await this.#starting, this.#firstNodes);
  }

  async #start() {
    const { startCassandra } = require('@async-cassandra/testing');
    const fixture = await startCassandra({
      provider: 'jvm',
      heapMb: 320,
      // A node that leaves waits for what may have to be replayed: by default twice as long as a write may take.
      jvmOptions: ['-Dcassandra.batchlog.replay_timeout_in_ms=2000'],
      startupTimeoutMs: wholeLimitMs,
      progress: false,
      ...this.#options,
    });
    await fixture.runCql(
      `CREATE KEYSPACE whole WITH replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': ${this.#firstNodes}};
       CREATE TABLE whole.probe (id int PRIMARY KEY)`,
    );
    return fixture;
  }

  /** The nodes of the start. */
  #nodesOf(fixture) {
    return Array.from({ length: this.#firstNodes }, (_, index) => fixture.node(index));
  }

  #joinedOf(fixture) {
    const joined = Array.from(fixture.contactPoints, (_, index) => fixture.node(index)).slice(this.#firstNodes);
    return joined.filter(({ state }) => state !== 'stopped');
  }

  /**
   * Brings back what a spec has left paused or dead, and lets go what joined; resolves when every node, as a coordinator, finds all
   * replicas alive.
   */
  async mend() {
    const fixture = await this.#starting;
    const nodes = this.#nodesOf(fixture);
    const joined = this.#joinedOf(fixture);
    for (const node of [...nodes, ...joined].filter(({ state }) => state === 'paused')) await node.resume();
    await Promise.all(nodes.filter(({ state }) => state === 'stopped').map((node) => node.start()));
    for (const node of joined) {
      // One that has left already refuses to leave again.
      await node.nodetool('decommission').catch(() => {});
      await node.stop();
    }
    for (const node of nodes) await this.#untilItFindsAll(fixture, node);
  }

  async #untilItFindsAll(fixture, { address, port }) {
    const { Client, policies, types } = require('cassandra-driver');
    const endpoint = `${address}:${port}`;
    const options = fixture.driverOptions();
    const anyOf = new policies.loadBalancing.RoundRobinPolicy();
    const deadline = Date.now() + wholeLimitMs;
    for (;;) {
      const client = new Client({
        ...options,
        contactPoints: [endpoint],
        isMetadataSyncEnabled: false,
        policies: { ...options.policies, loadBalancing: new policies.loadBalancing.AllowListPolicy(anyOf, [endpoint]) },
        socketOptions: { readTimeout: 0 },
      });
      try {
        await client.execute('SELECT id FROM whole.probe WHERE id = 1', [], { consistency: types.consistencies.all });
        return;
      } catch (cause) {
        if (Date.now() > deadline) {
          throw new Error(`Waited ${wholeLimitMs / 1000} s until ${endpoint} finds all replicas alive`, { cause });
        }
      } finally {
        await client.shutdown();
      }
      await delay(pollMs);
    }
  }
}

// Each node holds every row: one that reads what it holds does not wait for another that has just died, however busy it seems to itself.
exports.threeNodes = new SharedCluster({ nodes: 3, config: { ...patient, dynamic_snitch: false } });
