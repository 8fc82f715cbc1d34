// Unmarked writes of every kind, with one replica and with three, at every consistency, with a policy that retries everything, while
// the nodes are killed, paused and restarted. Every request writes to its own places, which are read at the end. At the same time,
// conditional updates and SERIAL reads of shared registers, whose histories must be linearisable.
import { setTimeout as delay } from 'node:timers/promises';
import { AsyncCluster, AsyncRetryPolicy, OverloadError, policies, types, writeOutcomeOf } from '@async-cassandra/core';
import { startCassandra } from '@async-cassandra/testing';
import { Disturber } from '../disturber.mjs';
import { classOf, Findings } from './findings.mjs';
import { consistencyOf, kinds, schema, timesFound } from './kinds.mjs';
import { problemOf } from './register.mjs';

const { consistencies } = types;

/** A careless user's policy: the client itself must prevent unsafe retries. */
class Always extends AsyncRetryPolicy {
  onReadTimeout = (info) => this.#again(info);
  onWriteTimeout = (info) => this.#again(info);
  onUnavailable = (info) => this.#again(info);
  onRequestError = (info) => this.#again(info);
  #again({ nbRetry }) {
    return nbRetry < this.maxRetries ? this.retryResult(undefined, false) : this.rethrowResult();
  }
}

export async function runHistory({ seconds, lanes = 24, heapMb = 512, faults = {}, config = {}, show = () => {} }) {
  const cassandra = await startCassandra({
    provider: 'jvm',
    nodes: 3,
    heapMb,
    config: { commitlog_sync: 'batch', commitlog_sync_period: '0ms', ...config },
    startupTimeoutMs: 300_000,
    progress: false,
  });
  try {
    const cluster = new AsyncCluster({
      ...cassandra.clusterOptions(),
      requestTimeoutMs: 4000,
      idleHeartbeatIntervalMs: 2000,
      retryPolicy: new Always(),
      reconnectionPolicy: new policies.reconnection.ExponentialReconnectionPolicy(200, 2000),
    });
    try {
      const sessions = [];
      for (const replicas of [1, 3]) sessions.push(await openKeyspace(cluster, replicas));
      return await new Run(cassandra, sessions, lanes, show).during(seconds, faults);
    } finally {
      await cluster.shutdown();
    }
  } finally {
    await cassandra.stop();
  }
}

async function openKeyspace(cluster, replicas) {
  const session = await cluster.connect(undefined, { timeoutMs: 120_000 });
  const patient = { timeoutMs: 120_000 };
  const name = `history_${replicas}`;
  const replication = `{ 'class': 'SimpleStrategy', 'replication_factor': ${replicas} }`;
  await session.execute(`CREATE KEYSPACE ${name} WITH replication = ${replication}`, [], patient);
  await session.setKeyspace(name);
  for (const statement of [...schema, 'CREATE TABLE cells (id int PRIMARY KEY)']) {
    await session.execute(statement, [], patient);
  }
  return session;
}

class Run {
  #findings = new Findings();
  #written = [];
  #registers = [];
  #reads = new Map();
  #nextId = 0;
  #isOver = false;

  constructor(cassandra, sessions, lanes, show) {
    Object.assign(this, { cassandra, sessions, lanes, show });
  }

  async during(seconds, faults) {
    const disturber = new Disturber(this.cassandra, this.sessions[1], { outageMs: 20_000, ...faults });
    let fault = '';
    const disturbing = disturber.run((what) => (fault = what));
    disturbing.catch(() => (this.#isOver = true));
    const work = Array.from({ length: this.lanes }, () => this.#writeOn());
    const shared = Array.from({ length: this.lanes / 4 }, () => this.#useRegister());
    for (let left = seconds; left > 0 && !this.#isOver; left -= 1) {
      this.show(`${this.#written.length} writes, ${left} s to go, ${fault}`);
      await delay(1000);
    }
    this.#isOver = true;
    await Promise.all([...work, ...shared]);
    disturber.stop();
    await disturbing;
    this.show('hints and batch logs are given time');
    await delay(20_000);
    await this.#readBack();
    for (const history of this.#registers) {
      const problem = problemOf(history);
      if (problem !== undefined) this.#findings.problems.push(`a register: ${problem}`);
    }
    return {
      findings: this.#findings,
      written: this.#written.length,
      registers: this.#registers.length,
      registerOperations: this.#registers.reduce((sum, { length }) => sum + length, 0),
      serialReads: this.#reads,
      faultsDone: disturber.done,
    };
  }

  /** A lane: one write after the other. */
  async #writeOn() {
    const names = Object.keys(kinds);
    for (let turn = Math.floor(Math.random() * names.length); !this.#isOver; turn += 1) {
      const name = names[turn % names.length];
      const kind = kinds[name];
      const session = this.sessions[Math.random() < 0.5 ? 0 : 1];
      const ids = Array.from({ length: kind.places ?? 1 }, () => (this.#nextId += 1));
      const options = { consistency: consistencyOf() };
      let error;
      let isApplied = true;
      try {
        const result = await kind.run(session, ids, options);
        isApplied = result.wasApplied ?? true;
      } catch (thrown) {
        error = thrown;
        if (error instanceof OverloadError) await delay(100);
      }
      // A condition is only unmet if a write with an unknown outcome was repeated, which must not happen.
      if (!isApplied) this.#findings.problems.push(`${name}: the condition on a place of its own was not met`);
      this.#written.push({
        name,
        session,
        ids,
        said: error === undefined ? 'acknowledged' : writeOutcomeOf(error),
        error,
      });
    }
  }

  /** Four operations at a time on one register, then on the next. */
  async #useRegister() {
    while (!this.#isOver) {
      const id = (this.#nextId += 1);
      const history = [];
      this.#registers.push(history);
      await Promise.all(Array.from({ length: 4 }, () => this.#changeRegister(id, history)));
    }
  }

  async #changeRegister(id, history) {
    const session = this.sessions[1];
    let value = null;
    for (let i = 0; i < 10 && !this.#isOver; i += 1) {
      const start = performance.now();
      if (Math.random() < 0.5) {
        try {
          const query = 'SELECT v FROM registers WHERE id = ?';
          const row = (await session.execute(query, [id], { consistency: consistencies.serial })).one();
          value = valueOf(row);
          history.push({ start, end: performance.now(), read: value });
          this.#countRead('read');
        } catch (error) {
          this.#countRead(classOf(error));
        }
        continue;
      }
      const to = (this.#nextId += 1);
      const write = { start, from: value, to };
      try {
        const query = 'UPDATE registers SET v = ? WHERE id = ? IF v = ?';
        const result = await session.execute(query, [to, id, value], { consistency: consistencyOf() });
        const end = performance.now();
        if (result.wasApplied) history.push({ ...write, end, applied: true });
        else history.push({ start, end, from: value, applied: false, seen: valueOf(result.one()) });
        value = result.wasApplied ? to : valueOf(result.one());
      } catch (error) {
        if (writeOutcomeOf(error) !== 'notApplied') history.push({ ...write, end: Infinity, applied: undefined });
      }
    }
  }

  #countRead(name) {
    this.#reads.set(name, (this.#reads.get(name) ?? 0) + 1);
  }

  async #readBack() {
    let next = 0;
    const reader = async () => {
      while (next < this.#written.length) {
        const { name, session, ids, said, error } = this.#written[(next += 1) - 1];
        if (next % 500 === 0) this.show(`read back ${next} of ${this.#written.length}`);
        const found = [];
        for (const id of ids) found.push(await patiently(() => timesFound(session, kinds[name], id)));
        this.#findings.add(name, classOf(error), said, found);
      }
    };
    await Promise.all(Array.from({ length: 32 }, reader));
  }
}

const valueOf = (row) => (row?.v === undefined || row.v === null ? null : Number(row.v));

async function patiently(read) {
  for (let left = 60; ; left -= 1) {
    try {
      return await read();
    } catch (error) {
      if (left === 0) throw error;
      await delay(500);
    }
  }
}
