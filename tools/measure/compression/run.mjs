// `node tools/measure/main.mjs compression [--rounds 3]`: bytes on the wire and CPU of this process for the same work, with and without LZ4.
import { parseArgs } from 'node:util';
import { AsyncCluster } from '@async-cassandra/core';
import { ExternalCassandra, startCassandra } from '@async-cassandra/testing';
import { say, step } from '../../terminal.mjs';
import { fill, schema, workloads } from './workloads.mjs';

/** Returns the bytes and the CPU of one request. */
async function measure(cluster, session, workload) {
  const [node] = cluster.nodes;
  const { bytesSent, bytesReceived } = node.totals;
  const before = process.cpuUsage();
  const requests = await workload(session);
  const { user, system } = process.cpuUsage(before);
  return {
    sent: (node.totals.bytesSent - bytesSent) / requests,
    received: (node.totals.bytesReceived - bytesReceived) / requests,
    cpu: (user + system) / requests,
  };
}

const best = (figures) => figures.reduce((one, other) => (other.cpu < one.cpu ? other : one));

export async function run(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '3' } } });
  const isGiven = process.env.CASSANDRA_CONTACT_POINTS !== undefined;
  const cassandra = await step('Cassandra', () => (isGiven ? ExternalCassandra.connect() : startCassandra()));
  const keyspace = await cassandra.createKeyspace('compression');
  const clusters = ['none', 'lz4'].map(
    (compression) => new AsyncCluster({ ...cassandra.clusterOptions(), compression }),
  );
  try {
    const sessions = [];
    for (const cluster of clusters) sessions.push(await cluster.connect(keyspace));
    for (const statement of schema) await sessions[0].execute(statement);
    await fill(sessions[0]);
    for (const [name, workload] of Object.entries(workloads)) {
      const figures = clusters.map(() => []);
      await step(name, async () => {
        // The first round warms up. The two take turns, so that other load on the machine affects both.
        for (let round = 0; round <= Number(values.rounds); round += 1) {
          for (const [index, cluster] of clusters.entries()) {
            const figure = await measure(cluster, sessions[index], workload);
            if (round > 0) figures[index].push(figure);
          }
        }
      });
      for (const [index, { sent, received, cpu }] of figures.map(best).entries()) {
        const bytes = `${sent.toFixed(0).padStart(6)} bytes out, ${received.toFixed(0).padStart(8)} in`;
        say(`    ${['plain', 'lz4'][index].padEnd(6)} ${bytes}, ${cpu.toFixed(1).padStart(8)} us of CPU a request`);
      }
    }
  } finally {
    await Promise.all(clusters.map((cluster) => cluster.shutdown()));
    await cassandra.stop();
  }
}
