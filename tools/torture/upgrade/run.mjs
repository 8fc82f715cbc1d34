// A rolling upgrade: a mixed load at QUORUM on three nodes with three replicas, while one node after the other is stopped and started as the next
// version of Cassandra, on the data that it has. In each state of the cluster, new clients look at it too.
import { setTimeout as delay } from 'node:timers/promises';
import { AsyncCluster, policies, types } from '@async-cassandra/core';
import { startCassandra } from '@async-cassandra/testing';
import { Report } from '../faults/report.mjs';
import { untilAllServe } from '../faults/until-all-serve.mjs';
import { Lane, schema } from '../faults/workload.mjs';
import { installationOf } from './installation.mjs';
import { createKnownRows, lookAround } from './newcomers.mjs';

const minutes = 60_000;

/** `path`: the versions of Cassandra, the oldest first. `steadyMs`: how long the load runs in each state. */
export async function runUpgrade({ path: [first, ...later], lanes, steadyMs, heapMb, show }) {
  // Before anything starts: all of these have to be here.
  const installations = await Promise.all(later.map(installationOf));
  const cassandra = await startCassandra({
    provider: 'jvm',
    version: first,
    nodes: 3,
    heapMb,
    startupTimeoutMs: 10 * minutes,
    progress: false,
  });
  try {
    const keyspace = await cassandra.createKeyspace('upgrade');
    const options = {
      ...cassandra.clusterOptions(),
      consistency: types.consistencies.quorum,
      allowProtocolV4: first.startsWith('3.'),
      idleHeartbeatIntervalMs: 2000,
      maxSchemaAgreementWaitMs: 2000,
      reconnectionPolicy: new policies.reconnection.ExponentialReconnectionPolicy(200, 2000),
    };
    const cluster = new AsyncCluster(options);
    try {
      const upgrade = new Upgrade({ cassandra, cluster, options, keyspace, steadyMs, show });
      return await upgrade.run({ first, installations, lanes });
    } finally {
      await cluster.shutdown();
    }
  } finally {
    await cassandra.stop();
  }
}

class Upgrade {
  report = new Report();
  #notes = [];
  #isOver = false;

  constructor({ cassandra, cluster, options, keyspace, steadyMs, show }) {
    Object.assign(this, { cassandra, cluster, options, keyspace, steadyMs, show });
    this.nodes = cassandra.contactPoints.map((_, index) => cassandra.node(index));
    cluster.on('warning', (message, error) => this.#note(`warning: ${message}: ${error?.message ?? ''}`));
    cluster.on('nodeDown', (node) => this.#note(`down: ${node.address}`));
    cluster.on('nodeUp', (node) => this.#note(`up: ${node.address}`));
  }

  async run({ first, installations, lanes }) {
    const session = await this.cluster.connect(this.keyspace, { timeoutMs: 10 * minutes });
    for (const statement of schema) await session.execute(statement, [], { timeoutMs: 10 * minutes });
    await createKnownRows(session);
    const statements = await Lane.prepare(session);
    const workers = Array.from({ length: lanes }, (_, number) => new Lane(session, statements, number, this.report));
    const work = Promise.all(workers.map((lane) => this.#keepBusy(lane)));
    const versions = this.nodes.map(() => first);
    const upgrades = [];
    try {
      await this.#look(versions);
      for (const installation of installations) {
        for (const [index, node] of this.nodes.entries()) {
          this.show(`${node.address}: ${versions[index]} to ${installation.version}`);
          await node.stop();
          node.replaceInstallation(installation);
          await node.start();
          versions[index] = installation.version;
          upgrades.push(`to-${installation.version} ${node.address}`);
          await untilAllServe(session, this.nodes);
          await this.#look(versions);
        }
      }
    } finally {
      this.#isOver = true;
      await work;
    }
    this.show('reading everything back');
    await Promise.all(workers.map((lane) => lane.verify()));
    return { report: this.report, seen: this.seen, upgrades };
  }

  async #keepBusy(lane) {
    while (!this.#isOver) await lane.step();
  }

  async #look(versions) {
    const state = versions.join(' ');
    this.show(state);
    await delay(this.steadyMs);
    this.#note(`[${state}] the client of the load speaks v${this.cluster.protocolVersion}, ${upOf(this.cluster)}`);
    for (const line of await lookAround({ ...this, state, wrong: (problem) => this.report.wrong(problem) })) {
      this.#note(`[${state}] ${line}`);
    }
  }

  /** Each attempt to reconnect to a node that is away gives the same line. */
  #note(line) {
    const last = this.#notes.at(-1);
    if (last?.line === line) last.times += 1;
    else this.#notes.push({ line, times: 1 });
  }

  /** What the client of the load said, and what new clients found, in order. */
  get seen() {
    return this.#notes.map(({ line, times }) => (times === 1 ? line : `${line} (${times} times)`));
  }
}

const upOf = ({ nodes }) => `${nodes.filter(({ isUp }) => isUp).length} of ${nodes.length} nodes up`;
