// `npm run demo`: a real Cassandra, a service on it (apps/demo-api), a year of real weather in it, and a page that shows it at work.
import { once } from 'node:events';
import { buildWorkspaces } from '../build/workspaces.mjs';
import { installWhatIsMissing } from '../install.mjs';
import { bar, runMain, say, step } from '../terminal.mjs';
import { Client } from './client.mjs';
import { generatedDevices, generateReadings } from './generated.mjs';
import { interruption } from './interruption.mjs';
import { feed } from './live-feed.mjs';
import { readOptions, usage } from './options.mjs';
import { readReadings } from './readings.mjs';
import { isFreePort, Service } from './service.mjs';

const station = 'seattle';

async function load(client, readings, count, show) {
  const startedAt = performance.now();
  const written = await client.load(readings, (done) => show(bar(done, count)));
  const perSecond = Math.round((written * 1000) / (performance.now() - startedAt));
  return `${written} rows, ${perSecond} a second`;
}

async function loadWeather(client, readings, show) {
  await client.registerDevice(station, { name: 'Seattle', place: '47.6 N, 122.3 W' });
  const ofStation = readings.map(({ at, temperature, pressure, wind }) => ({
    device: station,
    at,
    temperature,
    pressure,
    wind,
  }));
  return load(client, ofStation, readings.length, show);
}

async function loadVolume(client, count, show) {
  for (const device of generatedDevices) await client.registerDevice(device, { name: `Generated, ${device}` });
  return load(client, generateReadings(count), count, show);
}

async function computeSummaries(client) {
  const { days } = await client.post(`/devices/${station}/summaries`);
  return `${days} days`;
}

async function printDays(client) {
  const days = await client.get(`/devices/${station}/summaries`);
  const coldestFirst = days.sort((one, other) => one.mean - other.mean);
  printTable('Coldest days', coldestFirst.slice(0, 5));
  printTable('Warmest days', coldestFirst.slice(-5).reverse());
}

function printTable(title, days) {
  say(`\n  ${title.padEnd(20)}${'mean'.padStart(8)}${'low'.padStart(8)}${'high'.padStart(8)}`);
  for (const { day, mean, low, high } of days) {
    const numbers = [mean, low, high].map((degrees) => degrees.toFixed(1).padStart(8)).join('');
    say(`  ${day.padEnd(20)}${numbers}  °C`);
  }
}

/** Prints the server's own view of the service's connections. */
async function printProtocol(cassandra) {
  const clients = await cassandra.runCql('SELECT driver_name, protocol_version FROM system_views.clients');
  const ours = clients.filter(({ driver_name }) => driver_name?.includes('async-cassandra'));
  const versions = new Set(ours.map((client) => `${client.driver_name}: protocol v${client.protocol_version}`));
  say(`\n  Cassandra sees ${[...versions].join(', ')}`);
}

function printWhatToOpen(url) {
  say(`\n  Open  ${url}          a page with nodes, requests, temperatures and an export`);
  say(`        ${url}/docs     every endpoint, with a form to call it`);
  say(`        ${url}/metrics  metrics for Prometheus`);
  say('\n  Press Ctrl-C to stop everything.\n');
}

async function serve(cassandra, { once: endsAfterAnswer, port, readings: volume, nodes = 1 }, signal) {
  const weather = readReadings();
  const keyspace = await cassandra.createKeyspace('demo');
  const ownNodes = cassandra.provider === 'external' ? [] : Array.from({ length: nodes }, (_, i) => cassandra.node(i));
  const service = await step('start the service', () =>
    Service.start({ cassandra, keyspace, port, nodes: ownNodes, signal }),
  );
  try {
    const client = new Client(service.url, signal);
    await step('load readings', (show) => loadWeather(client, weather, show));
    await step('compute daily summaries', () => computeSummaries(client));
    await printDays(client);
    await printProtocol(cassandra);
    if (!endsAfterAnswer) printWhatToOpen(service.url);
    if (volume > 0) await step('load more readings', (show) => loadVolume(client, volume, show));
    if (!endsAfterAnswer) await Promise.race([feed(client, weather, signal), service.failed(), interrupted(signal)]);
  } finally {
    await step('stop the service', () => service.stop());
  }
}

async function interrupted(signal) {
  if (!signal.aborted) await once(signal, 'abort');
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return say(usage);
  if (!(await isFreePort(options.port ?? 0))) {
    say(`Port ${options.port} is in use. Choose another one with --port, or leave --port out`);
    process.exitCode = 1;
    return;
  }
  const signal = interruption();
  await step('install', installWhatIsMissing);
  await step('build', () => buildWorkspaces());
  const { startCassandra } = await import('@async-cassandra/testing');
  const cassandra = await startCassandra({ nodes: options.nodes, signal });
  try {
    await serve(cassandra, options, signal);
  } finally {
    await step('stop Cassandra', () => cassandra.stop());
  }
}

await runMain(main);
