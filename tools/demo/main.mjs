// `npm run demo`: a year of real weather goes into a real Cassandra through core, and comes out again as answers.
import { installWhatIsMissing } from '../install.mjs';
import { runNx } from '../run-command.mjs';
import { bar, runMain, say, step } from '../terminal.mjs';
import { forEachInFlight } from './in-flight.mjs';
import { readReadings } from './readings.mjs';

const inFlight = 128;
const station = 'Seattle';

async function createTables(session) {
  await session.execute(`CREATE TABLE readings (station text, day date, at timestamp,
    temperature double, pressure double, wind double, PRIMARY KEY ((station, day), at))`);
  await session.execute(`CREATE TABLE days_by_mean (station text, mean double, day date, low double, high double,
    PRIMARY KEY (station, mean, day))`);
}

async function loadReadings(session, types, readings, show) {
  const insert = await session.prepare(
    'INSERT INTO readings (station, day, at, temperature, pressure, wind) VALUES (?, ?, ?, ?, ?, ?)',
  );
  let done = 0;
  const startedAt = performance.now();
  await forEachInFlight(readings, inFlight, async ({ day, at, temperature, pressure, wind }) => {
    await session.execute(insert, [station, types.LocalDate.fromString(day), at, temperature, pressure, wind]);
    show(bar(++done, readings.length));
  });
  const perSecond = Math.round((readings.length * 1000) / (performance.now() - startedAt));
  return `${readings.length} rows, ${perSecond} a second, ${inFlight} in flight`;
}

/** Cassandra works out each day from its own partition; a second table keeps the days in the order of their mean. */
async function rankDays(session, types, days, show) {
  const summarise = await session.prepare(`SELECT avg(temperature) AS mean, min(temperature) AS low,
    max(temperature) AS high FROM readings WHERE station = ? AND day = ?`);
  const insert = await session.prepare(
    'INSERT INTO days_by_mean (station, mean, day, low, high) VALUES (?, ?, ?, ?, ?)',
  );
  let done = 0;
  await forEachInFlight(days, inFlight, async (text) => {
    const day = types.LocalDate.fromString(text);
    const { mean, low, high } = (await session.execute(summarise, [station, day])).one();
    await session.execute(insert, [station, mean, day, low, high]);
    show(bar(++done, days.length));
  });
  return `${days.length} days`;
}

async function printDays(session, title, order) {
  const days = await session.execute(
    `SELECT day, mean, low, high FROM days_by_mean WHERE station = ? ORDER BY mean ${order} LIMIT 5`,
    [station],
  );
  say(`\n  ${title.padEnd(20)}${'mean'.padStart(8)}${'low'.padStart(8)}${'high'.padStart(8)}`);
  for (const { day, mean, low, high } of days) {
    const numbers = [mean, low, high].map((degrees) => degrees.toFixed(1).padStart(8)).join('');
    say(`  ${String(day).padEnd(20)}${numbers}  °C`);
  }
}

/** What the server itself says of our connections. */
async function printProtocol(session) {
  const clients = await session.execute('SELECT driver_name, protocol_version FROM system_views.clients');
  const versions = new Set(
    clients.all().map((client) => `${client.driver_name}: protocol v${client.protocol_version}`),
  );
  say(`\n  Cassandra sees ${[...versions].join(', ')}`);
}

async function run(cassandra) {
  const { AsyncCluster, types } = await import('@async-cassandra/core');
  const readings = readReadings();
  const days = [...new Set(readings.map(({ day }) => day))];
  const keyspace = await cassandra.createKeyspace('demo');
  const cluster = new AsyncCluster(cassandra.clusterOptions());
  try {
    const session = await cluster.connect(keyspace);
    await step('create tables', () => createTables(session));
    await step('load readings', (show) => loadReadings(session, types, readings, show));
    await step('rank the days', (show) => rankDays(session, types, days, show));
    await printDays(session, 'Coldest days', 'ASC');
    await printDays(session, 'Warmest days', 'DESC');
    await printProtocol(session);
  } finally {
    await cluster.shutdown();
  }
}

async function main() {
  await step('install', installWhatIsMissing);
  await step('build', async () => {
    await runNx(['run-many', '-t', 'build']);
  });
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra();
  try {
    await run(cassandra);
  } finally {
    await step('stop Cassandra', () => cassandra.stop());
  }
}

await runMain(main);
