// `node tools/measure/main.mjs stream-soak --rows 10000000 --nodes 3`: streams and scans of a table that does not fit into memory. README.md explains the result.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bar, step } from '../../terminal.mjs';
import { createTable, load, Tally } from './table.mjs';

const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
const count = (number) => new Intl.NumberFormat('en').format(Math.round(number));
/** The rows until the size of the heap is stable. */
const warmUpRows = 500_000;
const longestLifeMs = 8000;

/** The cost of a pass over the table. */
class Figures {
  #startedAt = performance.now();
  #cpu = process.cpuUsage();
  #rss = [];

  sample() {
    this.#rss.push(process.memoryUsage.rss());
  }

  describe(rows) {
    const { user, system } = process.cpuUsage(this.#cpu);
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const [low, high] = [Math.min(...this.#rss), Math.max(...this.#rss)].map(megabytes);
    return `${count(rows / seconds)} rows a second, ${((user + system) / rows).toFixed(2)} us of CPU a row, RSS ${low} to ${high} MB`;
  }
}

function check(what, seen, expected) {
  if (seen.count === expected.count && seen.sum === expected.sum) return;
  throw new Error(`${what}: ${JSON.stringify(seen)} instead of ${JSON.stringify(expected)}`);
}

async function streamRows(session, expected, show) {
  const seen = new Tally();
  const figures = new Figures();
  for await (const row of await session.executeStream('SELECT * FROM big', [], { fetchSize: 5000 })) {
    seen.add(row);
    if (seen.count % 100_000 !== 0) continue;
    if (seen.count > warmUpRows || seen.count === expected.count) figures.sample();
    show(bar(seen.count, expected.count));
  }
  check('The stream', seen, expected);
  return figures.describe(seen.count);
}

/** A consumer that rests after every hundred rows: pages must be fetched with backpressure. */
async function streamSlowly(session, show) {
  const pages = 40;
  const fetchSize = 1000;
  let most = 0;
  const stream = await session.executeStream('SELECT * FROM big', [], { streamConfig: { fetchSize } });
  const rows = stream[Symbol.asyncIterator]();
  for (let taken = 1; taken <= pages * fetchSize; taken += 1) {
    await rows.next();
    if (taken % 100 !== 0) continue;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const asked = stream.pageNumber + session.requests.inFlight;
    most = Math.max(most, asked - Math.ceil(taken / fetchSize));
    show(`${taken} rows taken`);
  }
  await stream.close();
  if (most > 1) throw new Error(`${most} pages were requested ahead of the consumer`);
  return `${pages} pages with backpressure, never more than ${most} in flight`;
}

/** Kills the scanning process at random moments until one process finishes. */
async function scanAndKill(cassandra, keyspace, expected, show) {
  const folder = await mkdtemp(path.join(tmpdir(), 'soak-'));
  const stateFile = path.join(folder, 'state.json');
  const script = path.join(import.meta.dirname, 'scanning-process.mjs');
  let kills = 0;
  try {
    for (;;) {
      const child = fork(script, [stateFile, JSON.stringify(cassandra.clusterOptions()), keyspace]);
      child.on('message', ({ rows }) => show(`${bar(rows, expected.count)}, killed ${kills} times`));
      const timer = setTimeout(() => child.kill('SIGKILL'), 1500 + Math.random() * longestLifeMs);
      const [code, signal] = await once(child, 'exit');
      clearTimeout(timer);
      if (signal === 'SIGKILL') kills += 1;
      else if (code !== 0) throw new Error(`The scanning process ended with ${code}`);
      else break;
    }
    const { tally, checkpoint } = JSON.parse(await readFile(stateFile, 'utf8'));
    check('The scan', tally, expected);
    return `exact after ${kills} kills, ${count(checkpoint.rangesTotal)} ranges`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function countOnServer(session, expected, show) {
  const onProgress = ({ rangesDone, rangesTotal }) => show(bar(rangesDone, rangesTotal));
  const rows = await session.countTable('big', { timeoutMs: 60_000, onProgress });
  if (rows !== expected.count) throw new Error(`countTable says ${rows} instead of ${expected.count}`);
  return `${count(rows)} rows`;
}

async function soak(cassandra, rows) {
  const core = await import('@async-cassandra/core');
  const keyspace = await cassandra.createKeyspace('soak', { replicationFactor: 1 });
  const cluster = new core.AsyncCluster(cassandra.clusterOptions());
  try {
    const session = await cluster.connect(keyspace);
    await session.execute(createTable);
    let expected;
    await step('load', async (show) => {
      expected = await load(session, core, rows, (done, all) => show(bar(Math.min(done, all), all)));
      return `${count(expected.count)} rows`;
    });
    await step('stream, row by row', (show) => streamRows(session, expected, show));
    await step('a slow consumer', (show) => streamSlowly(session, show));
    await step('scan, killed', (show) => scanAndKill(cassandra, keyspace, expected, show));
    await step('count', (show) => countOnServer(session, expected, show));
  } finally {
    await cluster.shutdown();
    await cassandra.dropKeyspace(keyspace);
  }
}

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { rows: { type: 'string', default: '1000000' }, nodes: { type: 'string', default: '1' } },
  });
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await step('start Cassandra', () => startCassandra({ nodes: Number(values.nodes), heapMb: 768 }));
  try {
    await soak(cassandra, Number(values.rows));
  } finally {
    await cassandra.stop();
  }
}
