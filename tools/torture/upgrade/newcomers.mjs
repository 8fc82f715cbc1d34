// What clients that start in the middle of an upgrade find: one for each node, which is its only contact point, and each way of choosing the version.
import { AsyncCluster } from '@async-cassandra/core';

const knownRows = 300;

/** Rows that nobody changes: each new client has to find all of them. */
export async function createKnownRows(session) {
  await session.execute('CREATE TABLE known (k int, c int, v text, PRIMARY KEY (k, c))', [], { timeoutMs: 120_000 });
  for (let k = 0; k < knownRows; k += 1) {
    await session.execute('INSERT INTO known (k, c, v) VALUES (?, ?, ?)', [k, k % 7, `v${k}`]);
  }
}

/**
 * Resolves with a line for each new client. Reports to `wrong` what must not be: a wrong row, an old schema, a node that is down although
 * it speaks the version.
 */
export async function lookAround({ nodes, options, keyspace, state, wrong }) {
  const choices = options.allowProtocolV4 ? [{}, { protocolVersion: 4 }] : [{}];
  const lines = [];
  for (const choice of choices) {
    for (const { address } of nodes) {
      const newcomer = new Newcomer({ ...options, ...choice, contactPoints: [address] }, keyspace);
      try {
        lines.push(await newcomer.look());
      } catch (error) {
        newcomer.problems.push(`failed: ${error.stack}`);
      }
      for (const problem of newcomer.problems) {
        wrong(`[${state}] a new client of ${address} with ${JSON.stringify(choice)} ${problem}`);
      }
    }
  }
  return [...new Set(lines)];
}

class Newcomer {
  problems = [];
  #warnings = new Set();

  constructor(options, keyspace) {
    this.options = options;
    this.keyspace = keyspace;
  }

  async look() {
    const cluster = new AsyncCluster(this.options);
    try {
      return await this.#lookFrom(cluster);
    } finally {
      await cluster.shutdown();
    }
  }

  async #lookFrom(cluster) {
    cluster.on('warning', (message, error) => this.#warnings.add(withoutPlaces(`${message}: ${error?.message ?? ''}`)));
    const session = await cluster.connect(this.keyspace, { timeoutMs: 120_000 });
    await this.#readAll(session, cluster.metadata);
    const agreed = await this.#changeSchema(session);
    const how = this.options.protocolVersion === undefined ? 'negotiated' : 'forced';
    const up = cluster.nodes.filter(({ isUp }) => isUp).length;
    if (cluster.nodes.length !== 3) this.problems.push(`knows ${cluster.nodes.length} nodes`);
    if (cluster.protocolVersion === 4 && up < 3) this.problems.push(`has ${up} nodes up, though all speak v4`);
    const warnings = [...this.#warnings].map((message) => `; warning: ${message}`).join('');
    return `a new client, ${how}: v${cluster.protocolVersion}, ${up} of 3 nodes up; ${agreed}${warnings}`;
  }

  /** By a prepared statement, by one that names the keyspace, by a stream in pages, by a scan of token ranges. */
  async #readAll(session, metadata) {
    const { keyspace } = this;
    const texts = ['SELECT v FROM known WHERE k = ?', `SELECT v FROM ${keyspace}.known WHERE k = ?`];
    for (const text of texts) {
      const statement = await session.prepare(text);
      for (let k = 0; k < 60; k += 1) {
        const values = (await session.execute(statement, [k])).rows.map(({ v }) => v);
        if (values.join() !== `v${k}`) this.problems.push(`reads ${values.join()} for ${k} by ${text}`);
      }
    }
    const streamed = await session.executeStream('SELECT k, c, v FROM known', [], { fetchSize: 20 });
    this.#compare('a stream', await all(streamed));
    this.#compare('a scan', await all(session.scanTable('known', { fetchSize: 20 })));
    const table = await metadata.getTable(keyspace, 'known');
    if (table === null) this.problems.push('does not find the table in the metadata');
  }

  #compare(how, rows) {
    const found = rows.map(({ k, c, v }) => `${k} ${c} ${v}`).sort();
    const expected = Array.from({ length: knownRows }, (_, k) => `${k} ${k % 7} v${k}`).sort();
    if (found.join() !== expected.join()) this.problems.push(`gets ${found.length} rows by ${how}, or other ones`);
  }

  /** Nobody should change the schema during an upgrade; a client has to say what came of it. */
  async #changeSchema(session) {
    const name = `made_${Date.now()}_${Math.floor(Math.random() * 1000)}`;
    const result = await session.execute(`CREATE TABLE ${name} (k int PRIMARY KEY)`, [], { timeoutMs: 120_000 });
    return `schema in agreement after a change: ${result.executionInfo.schemaInAgreement}`;
  }
}

const all = async (rows) => {
  const found = [];
  for await (const row of rows) found.push(row);
  return found;
};

/** Addresses, ids and times differ from one client to the next. */
const withoutPlaces = (message) =>
  message
    .replace(/\d+\.\d+\.\d+\.\d+(:\d+)?/g, 'NODE')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replace(/made_\w+/g, 'TABLE');
