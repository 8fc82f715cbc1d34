// `npm run bench`: what a request costs the client's CPU, in core and in the stock driver. README.md tells the method.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installWhatIsMissing } from '../install.mjs';
import { runNx } from '../run-command.mjs';
import { bar, runMain, say, step } from '../terminal.mjs';
import { median, minimum } from './statistics.mjs';
import { eventValues, rowsScanned, scenarios, schema } from './workload.mjs';

const kinds = ['stock', 'core'];
const rowsPerBatch = 50;

/** A client in its own process, answering one command at a time. */
class ClientProcess {
  #child = fork(path.join(import.meta.dirname, 'client-process.mjs'), { execArgv: ['--expose-gc'] });
  #exited = once(this.#child, 'exit');

  async ask(command, details) {
    this.#child.send({ command, ...details });
    const ended = this.#exited.then(([code]) => [{ error: `The client's process ended with ${code}` }]);
    const [{ error, value }] = await Promise.race([once(this.#child, 'message'), ended]);
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** The process ends by itself once its client is closed and nobody can ask any more. */
  async close() {
    await this.ask('close');
    this.#child.disconnect();
    await this.#exited;
  }

  kill() {
    this.#child.kill();
  }
}

/** The rows that scans read, in batches of one partition, through the stock driver. */
async function loadEvents(cassandra, keyspace, show) {
  const { default: driver } = await import('cassandra-driver');
  const client = new driver.Client({ ...cassandra.driverOptions(), keyspace });
  const query = 'INSERT INTO events (p, id, name, email, age, created) VALUES (1, ?, ?, ?, ?, ?)';
  let next = 0;
  const lane = async () => {
    while (next < rowsScanned) {
      const first = next;
      next += rowsPerBatch;
      const batch = Array.from({ length: rowsPerBatch }, (_, i) => ({
        query,
        params: eventValues(driver.types, first + i),
      }));
      await client.batch(batch, { prepare: true, logged: false });
      show(bar(next, rowsScanned));
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await client.shutdown();
  return `${rowsScanned} rows`;
}

/** Rounds of all scenarios, the clients taking turns; the first round warms up and is not counted. */
async function runRounds(clients, chosen, { rounds, inFlight }, show) {
  const costs = Object.fromEntries(chosen.map((scenario) => [scenario, { stock: [], core: [] }]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const scenario of chosen) {
      for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
        show(`round ${round} of ${rounds}, ${scenarios[scenario].title}, ${kind}`);
        const { cpuUs } = await clients[kind].ask('measure', { scenario, inFlight });
        if (round > 0) costs[scenario][kind].push(cpuUs);
      }
    }
  }
  return costs;
}

function printTable(costs) {
  const cells = (values) => values.map((value) => value.toFixed(2).padStart(9)).join('');
  const columns = ['stock', 'core', 'ratio'].map((name) => name.padStart(9)).join('');
  say(`\n  client CPU, microseconds of user and system time for each unit; lower is better\n`);
  say(`  ${''.padEnd(26)}${'minimum'.padStart(27)}   ${'median'.padStart(27)}`);
  say(`  ${''.padEnd(26)}${columns}   ${columns}`);
  for (const [scenario, { stock, core }] of Object.entries(costs)) {
    const both = [minimum, median].map((of) => cells([of(stock), of(core), of(core) / of(stock)]));
    say(`  ${scenarios[scenario].title.padEnd(26)}${both.join('   ')}`);
  }
  say();
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      'in-flight': { type: 'string', default: '64' },
      only: { type: 'string', multiple: true, default: Object.keys(scenarios) },
    },
  });
  const unknown = values.only.filter((name) => scenarios[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`--only takes ${Object.keys(scenarios).join(', ')}, not ${unknown.join(', ')}`);
  return { rounds: Number(values.rounds), inFlight: Number(values['in-flight']), chosen: values.only };
}

async function compare(cassandra, options) {
  const keyspace = await cassandra.createKeyspace('bench');
  await cassandra.runCql(schema, { keyspace });
  await step('load', (show) => loadEvents(cassandra, keyspace, show));
  const { contactPoints, port, localDatacenter } = cassandra;
  const server = { contactPoints, port, localDatacenter, keyspace };
  const clients = { stock: new ClientProcess(), core: new ClientProcess() };
  try {
    for (const kind of kinds) await clients[kind].ask('open', { kind, server });
    let costs;
    await step('measure', async (show) => {
      costs = await runRounds(clients, options.chosen, options, show);
    });
    printTable(costs);
    for (const kind of kinds) await clients[kind].close();
  } finally {
    for (const kind of kinds) clients[kind].kill();
    await cassandra.dropKeyspace(keyspace);
  }
}

async function main() {
  const options = readOptions();
  await step('install', installWhatIsMissing);
  await step('build', async () => {
    await runNx(['run-many', '-t', 'build']);
  });
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra(process.env.CASSANDRA_CONTACT_POINTS ? {} : { heapMb: 1024 });
  try {
    await compare(cassandra, options);
  } finally {
    await cassandra.stop();
  }
}

await runMain(main);
