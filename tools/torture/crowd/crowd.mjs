// Processes that migrate the same keyspace at the same time, and processes that are killed at each statement of a migration.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { AsyncCluster } from '@async-cassandra/core';
import { migrate, repair } from '@async-cassandra/migrations';
import { startCassandra } from '@async-cassandra/testing';
import { root } from '../../run-command.mjs';

const run = promisify(execFile);
const tests = path.join(root, 'packages/migrations/test');
const program = path.join(tests, 'programs/migrate-once.cjs');
const folder = path.join(tests, 'ten-statements');
const statements = 10;
const file = '0001_users.cql';

/** Ends only a wait without an end. */
const lastLimitMs = 10 * 60_000;
const patient = { requestTimeoutMs: lastLimitMs, maxSchemaAgreementWaitMs: lastLimitMs };
const everyProcessIsAlive = { waitMs: lastLimitMs, leaseMs: lastLimitMs };
const theOtherIsDead = { waitMs: lastLimitMs, leaseMs: 1000 };

const optionsOf = (keyspace, lock) => ({
  folder,
  keyspace,
  replication: { class: 'NetworkTopologyStrategy', datacenter1: 3 },
  lock,
});

export class Crowd {
  problems = [];
  #fixture;
  #cluster;
  #session;

  static async start() {
    const crowd = new Crowd();
    crowd.#fixture = await startCassandra({ provider: 'jvm', nodes: 3, progress: false });
    crowd.#cluster = new AsyncCluster({ ...crowd.#fixture.clusterOptions(), ...patient });
    crowd.#session = await crowd.#cluster.connect();
    return crowd;
  }

  async stop() {
    await this.#cluster.shutdown();
    await this.#fixture.stop();
  }

  async meet({ rounds, processes, show }) {
    const durationsMs = [];
    for (let round = 1; round <= rounds; round++) {
      show(`${round} of ${rounds}`);
      const keyspace = `crowd_${round}`;
      const begunAt = performance.now();
      const indexes = Array.from({ length: processes }, (_, index) => index);
      const ran = await Promise.all(
        indexes.map((index) => this.#process(index, optionsOf(keyspace, everyProcessIsAlive))),
      );
      durationsMs.push(Math.round(performance.now() - begunAt));
      if (ran.flat().join() !== file) this.problems.push(`round ${round}: ran ${JSON.stringify(ran)}`);
      const tables = await this.#tableIdsByNode(keyspace);
      if (new Set(tables).size !== 1) this.problems.push(`round ${round}: the nodes have ${tables.join(' and ')}`);
      await this.#session.execute(`DROP KEYSPACE ${keyspace}`);
    }
    durationsMs.sort((a, b) => a - b);
    return { medianMs: durationsMs[Math.floor(durationsMs.length / 2)], slowestMs: durationsMs.at(-1) };
  }

  /** Resolves with the number of processes that were killed. */
  async killAtEachStatement(show) {
    await migrate(this.#session, optionsOf('clean'));
    const clean = await this.#schemaOf('clean');
    let killed = 0;
    for (const when of ['before', 'after']) {
      for (let statement = 1; statement <= statements; statement++) {
        const name = `${when} statement ${statement}`;
        show(name);
        const keyspace = `killed_${when}_${statement}`;
        const death = await this.#process(
          statement,
          optionsOf(keyspace, everyProcessIsAlive),
          String(statement),
          when,
        ).catch(({ signal }) => signal);
        if (death !== 'SIGKILL') this.problems.push(`${name}: the process was not killed`);
        await this.#repair(keyspace, statement, name);
        if ((await this.#schemaOf(keyspace)) !== clean) this.problems.push(`${name}: the schema is another one`);
        await this.#session.execute(`DROP KEYSPACE ${keyspace}`);
        killed += 1;
      }
    }
    return killed;
  }

  async #repair(keyspace, statement, name) {
    const options = optionsOf(keyspace, theOtherIsDead);
    const noticed = await migrate(this.#session, options).catch(({ code, place }) => `${code} ${place?.statement}`);
    if (noticed !== `UNFINISHED ${statement}`) this.problems.push(`${name}: noticed ${JSON.stringify(noticed)}`);
    const { ran } = await repair(this.#session, options);
    if (ran.join() !== file) this.problems.push(`${name}: repair ran ${ran.join()}`);
  }

  /** Begins at one of the nodes. Resolves with the files that it ran. */
  async #process(index, options, ...death) {
    const { contactPoints, ...others } = this.#fixture.clusterOptions();
    const first = index % contactPoints.length;
    const nodes = [...contactPoints.slice(first), ...contactPoints.slice(0, first)];
    const clusterOptions = { ...others, ...patient, contactPoints: nodes };
    const { stdout } = await run(process.execPath, [
      program,
      JSON.stringify(clusterOptions),
      JSON.stringify(options),
      ...death,
    ]);
    return JSON.parse(stdout);
  }

  #tableIdsByNode(keyspace) {
    const query = `SELECT table_name, id FROM system_schema.tables WHERE keyspace_name = '${keyspace}'`;
    return Promise.all(
      this.#cluster.nodes.map(async (host) =>
        JSON.stringify((await this.#session.execute(query, undefined, { host })).rows),
      ),
    );
  }

  async #schemaOf(keyspace) {
    const read = async (query) => (await this.#session.execute(query)).rows;
    const parts = await Promise.all([
      ...['columns', 'types', 'indexes'].map((table) =>
        read(`SELECT * FROM system_schema.${table} WHERE keyspace_name = '${keyspace}'`),
      ),
      read(`SELECT * FROM ${keyspace}.users`),
    ]);
    return JSON.stringify(parts).replaceAll(keyspace, 'keyspace');
  }
}
