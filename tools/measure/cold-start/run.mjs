// `node tools/measure/main.mjs cold-start [--rounds 20] [--tables 10000]`: whole processes from their start to the first row, this client and the
// stock driver by turns, and Node alone. See the README beside this file.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inLanes } from '../in-lanes.mjs';
import { median, minimum, ratios } from '../bench/statistics.mjs';
import { loadWarnings, watchMachine } from '../bench/machine-load.mjs';
import { say, step } from '../../terminal.mjs';

const kinds = ['nothing', 'stock', 'core'];
const program = path.join(import.meta.dirname, 'first-row.mjs');

/** What the first row of this client may cost in CPU and memory, as parts of what it costs with the stock driver. */
export const coldStartBudgets = { cpuMs: 1, memoryMb: 1 };

/** Resolves with what one process took. */
async function measureProcess(kind, server) {
  const startedAt = performance.now();
  // A shell reports the processor time of its children, which Node does not.
  const timed = 'TIMEFORMAT="%U %S"; time "$@"';
  const args = ['-c', timed, 'bash', process.execPath, program, kind, JSON.stringify(server)];
  const child = spawn('bash', args, { env: { ...process.env, LC_ALL: 'C' } });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const wallMs = performance.now() - startedAt;
  const [user, system] = output.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  if (code !== 0 || Number.isNaN(user + system)) throw new Error(`The ${kind} process failed: ${output.stderr}`);
  return { cpuMs: (user + system) * 1000, wallMs, memoryMb: Number(output.stdout) };
}

/** Resolves with the samples of each kind, measured by turns. */
export async function measureColdStarts(server, rounds, show = () => {}) {
  const samples = Object.fromEntries(kinds.map((kind) => [kind, []]));
  // The first round fills the caches of the file system, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    show(`round ${round} of ${rounds}`);
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const sample = await measureProcess(kind, server);
      if (round > 0) samples[kind].push(sample);
    }
  }
  return samples;
}

function report(title, samples) {
  say(
    `\n  ${title.padEnd(26)}${['CPU ms', '(min)', 'wall ms', '(min)', 'MB'].map((text) => text.padStart(9)).join('')}`,
  );
  const valuesOf = (kind, name) => samples[kind].map((sample) => sample[name]);
  for (const kind of kinds) {
    const [cpu, wall, memory] = ['cpuMs', 'wallMs', 'memoryMb'].map((name) => valuesOf(kind, name));
    const cells = [median(cpu), minimum(cpu), median(wall), minimum(wall), median(memory)];
    say(`  ${kind.padEnd(26)}${cells.map((value) => value.toFixed(0).padStart(9)).join('')}`);
  }
  for (const [name, budget] of Object.entries(coldStartBudgets)) {
    const { ofMinima, medianOfRounds } = ratios(valuesOf('stock', name), valuesOf('core', name));
    const parts = `${ofMinima.toFixed(2)} of the minima, ${medianOfRounds.toFixed(2)} in the median of the rounds`;
    say(`  core to stock, ${name}: ${parts}; budget ${budget.toFixed(2)}`);
  }
}

async function createTables(cassandra, keyspace, count, show) {
  const { AsyncCluster } = await import('@async-cassandra/core');
  const cluster = new AsyncCluster({ ...cassandra.clusterOptions(), requestTimeoutMs: 120_000 });
  try {
    const session = await cluster.connect(keyspace);
    await inLanes(count, 1, async (i) => {
      await session.execute(`CREATE TABLE many_${i} (id uuid PRIMARY KEY, name text, at timestamp, amount int)`);
      if (i % 100 === 0) show(`${i} of ${count}`);
    });
  } finally {
    await cluster.shutdown();
  }
}

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '20' }, tables: { type: 'string', default: '0' } },
  });
  const [rounds, tables] = [Number(values.rounds), Number(values.tables)];
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await step('Cassandra', () =>
    startCassandra(process.env.CASSANDRA_CONTACT_POINTS ? {} : { heapMb: 1024 }),
  );
  const keyspace = await cassandra.createKeyspace('cold');
  try {
    const { contactPoints, port, localDatacenter } = cassandra;
    const server = { contactPoints, port, localDatacenter };
    const stopWatching = watchMachine();
    const measured = [];
    const measure = async (title) => {
      await step(title, async (show) => measured.push([title, await measureColdStarts(server, rounds, show)]));
    };
    await measure('few tables');
    if (tables > 0) {
      await step('create tables', (show) => createTables(cassandra, keyspace, tables, show));
      await measure(`${tables} tables`);
    }
    for (const [title, samples] of measured) report(title, samples);
    for (const warning of loadWarnings(stopWatching())) say(`  Trust this less: ${warning}.`);
  } finally {
    // A fresh server goes with its tables. To drop a thousand of them takes longer than the request may.
    if (process.env.CASSANDRA_CONTACT_POINTS) await cassandra.dropKeyspace(keyspace);
    await cassandra.stop();
  }
}
