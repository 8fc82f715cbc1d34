// Loads the table, runs each pipeline over it in a process of its own, and prints the results.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { AsyncCluster, BatchStatement } from '@async-cassandra/core';
import { createTable, load } from '../stream-soak/table.mjs';
import { bar, say, step } from '../../terminal.mjs';
import { pipelines } from './pace.mjs';

const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
const query = 'SELECT * FROM big';
const count = (number) => new Intl.NumberFormat('en').format(Math.round(number));

/** Resolves with the messages of one pipeline's process. */
async function runInProcess(options, show) {
  const child = fork(path.join(import.meta.dirname, 'pipeline-process.mjs'), [JSON.stringify(options)], {
    execArgv: ['--expose-gc'],
  });
  const samples = [];
  child.on('message', (sample) => {
    samples.push(sample);
    show(`${count(sample.handled)} rows handled`);
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${options.pipeline} ended with ${code}`);
  return samples;
}

function printTable(samples) {
  say('\n     after s     handled     waiting       pages     heap MB      RSS MB       CPU s');
  for (const { elapsedMs, handled, fetched, pages, heapUsed, rss, cpuMs } of samples) {
    const rows = [handled, fetched - handled, pages].map(count);
    const columns = [(elapsedMs / 1000).toFixed(1), ...rows, megabytes(heapUsed), megabytes(rss), count(cpuMs / 1000)];
    say(columns.map((text) => text.padStart(12)).join(''));
  }
  const { furthestAhead, isOver } = samples.at(-1);
  say(`  at most ${count(furthestAhead)} rows waited${isOver ? '' : '; stopped before the end'}\n`);
}

/** Loads the table and runs each pipeline over it. */
export async function measure(cassandra, { rows, ...options }) {
  const keyspace = await cassandra.createKeyspace('pace', { replicationFactor: 1 });
  const clusterOptions = cassandra.clusterOptions();
  try {
    await step('load', async (show) => {
      const cluster = new AsyncCluster(clusterOptions);
      try {
        const session = await cluster.connect(keyspace);
        await session.execute(createTable);
        await load(session, { BatchStatement }, rows, (done, all) => show(bar(Math.min(done, all), all)));
      } finally {
        await cluster.shutdown();
      }
      return `${count(rows)} rows`;
    });
    for (const pipeline of Object.keys(pipelines)) {
      let samples;
      await step(pipeline, async (show) => {
        samples = await runInProcess({ ...options, clusterOptions, keyspace, query, pipeline }, show);
        const { handled, isOver } = samples.at(-1);
        if (isOver && handled !== rows) throw new Error(`${handled} rows instead of ${rows}`);
        return `${count(handled)} rows`;
      });
      printTable(samples);
    }
  } finally {
    await cassandra.dropKeyspace(keyspace);
  }
}
