// `node tools/measure/main.mjs compat`: the cost of the same code over cassandra-driver and over @async-cassandra/compat. The numbers are the
// client's CPU; on a busy machine trust the ratios.
import { parseArgs } from 'node:util';
import { say, step } from '../../terminal.mjs';
import { measureInTurns } from './in-turns.mjs';
import { sameCodeScenarios } from './same-code-scenarios.mjs';
import { minimum, ratios } from './statistics.mjs';
import { loadTables, schema } from './tables.mjs';

const kinds = ['stock', 'compat'];
/** The rounds that are discarded, because they include compilation. */
const warmUpRounds = 3;

async function measure(server, { scenario, inFlight, rounds }, show) {
  const { title, units } = sameCodeScenarios[scenario];
  const work = { scenario, inFlight, units };
  const { samples } = await measureInTurns(kinds, { server, title, work, rounds, warmUpRounds }, show);
  const cpuUs = Object.fromEntries(kinds.map((kind) => [kind, samples[kind].map((sample) => sample.cpuUs)]));
  return { title: `${title}, ${inFlight} in flight`, cpuUs, ...ratios(cpuUs.stock, cpuUs.compat) };
}

async function compare(cassandra, { rounds, chosen, inFlight }) {
  const keyspace = await cassandra.createKeyspace('bench');
  try {
    await cassandra.runCql(schema, { keyspace });
    const { contactPoints, port, localDatacenter } = cassandra;
    const driverOptions = { contactPoints, localDataCenter: localDatacenter, protocolOptions: { port } };
    const counts = { events: sameCodeScenarios.rows.units };
    await step('load', (show) => loadTables(driverOptions, keyspace, counts, (done, of) => show(`${done} of ${of}`)));
    const results = [];
    await step('measure', async (show) => {
      for (const scenario of chosen) {
        const variant = { scenario, rounds, inFlight: sameCodeScenarios[scenario].inFlight ?? inFlight };
        results.push(await measure({ contactPoints, port, localDatacenter, keyspace }, variant, show));
      }
    });
    report(results);
  } finally {
    await cassandra.dropKeyspace(keyspace);
  }
}

function report(results) {
  say('\n  client CPU, microseconds; the ratios are compat to stock: lower is better\n');
  say(`  ${''.padEnd(34)}${['stock', 'compat', 'minima', 'median'].map((name) => name.padStart(10)).join('')}`);
  for (const { title, cpuUs, ofMinima, medianOfRounds } of results) {
    const cells = [minimum(cpuUs.stock), minimum(cpuUs.compat), ofMinima, medianOfRounds];
    say(`  ${title.padEnd(34)}${cells.map((value) => value.toFixed(2).padStart(10)).join('')}`);
  }
  say();
}

export async function run(args) {
  const names = Object.keys(sameCodeScenarios);
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      'in-flight': { type: 'string', default: '64' },
      scenario: { type: 'string', multiple: true, default: names },
    },
  });
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra(process.env.CASSANDRA_CONTACT_POINTS ? {} : { heapMb: 1024 });
  try {
    const inFlight = Number(values['in-flight']);
    await compare(cassandra, { rounds: Number(values.rounds), chosen: values.scenario, inFlight });
  } finally {
    await cassandra.stop();
  }
}
