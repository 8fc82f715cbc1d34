// `node tools/transfer/main.mjs export shop.items items.ndjson`: a table into a file, and back. README.md tells the rest.
import { parseArgs } from 'node:util';
import { installWhatIsMissing } from '../install.mjs';
import { runNx } from '../run-command.mjs';
import { bar, runMain, step } from '../terminal.mjs';

const usage = `transfer export <table> <file> [--columns a,b] [--where condition] [--concurrency 8] [--fetch-size 1000] [--splits n]
transfer import <table> <file> [--concurrency 128]
  both: [--format ndjson|csv] [--contact-points host:port,...] [--datacenter name] [--keyspace name]
  CASSANDRA_CONTACT_POINTS, CASSANDRA_USERNAME and CASSANDRA_PASSWORD stand for what is not given.`;

const count = (number) => new Intl.NumberFormat('en').format(number);

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(
      [
        'columns',
        'where',
        'concurrency',
        'fetch-size',
        'splits',
        'format',
        'contact-points',
        'datacenter',
        'keyspace',
      ].map((name) => [name, { type: 'string' }]),
    ),
  });
  const [command, table, file, ...rest] = positionals;
  if (!['export', 'import'].includes(command) || file === undefined || rest.length > 0) throw new Error(usage);
  const number = (name) => (values[name] === undefined ? undefined : Number(values[name]));
  return {
    command,
    table,
    file,
    format: values.format,
    columns: values.columns?.split(','),
    where: values.where,
    concurrency: number('concurrency'),
    fetchSize: number('fetch-size'),
    splits: number('splits'),
    contactPoints: (values['contact-points'] ?? process.env.CASSANDRA_CONTACT_POINTS ?? '127.0.0.1').split(','),
    localDatacenter: values.datacenter,
    keyspace: values.keyspace,
  };
}

function clusterOptions({ contactPoints, localDatacenter }) {
  const { CASSANDRA_USERNAME: username, CASSANDRA_PASSWORD: password } = process.env;
  return {
    contactPoints,
    localDatacenter,
    authProvider: username === undefined ? undefined : { username, password },
    // A map keeps the types of its keys.
    encoding: { map: Map, set: Set },
  };
}

function describeProgress({ rows, rangesDone, rangesTotal, rowsPerSecond, estimatedRemainingMs }) {
  const left = estimatedRemainingMs === undefined ? '' : `, ${Math.ceil(estimatedRemainingMs / 1000)} s left`;
  return `${bar(rangesDone, rangesTotal)} ranges, ${count(rows)} rows, ${count(rowsPerSecond)} a second${left}`;
}

async function runExport(session, { table, file, format, columns, where, concurrency, fetchSize, splits }, signal) {
  const { exportTable } = await import('./export-table.mjs');
  await step(`export ${table}`, async (show) => {
    const options = { table, file, format, columns, where, concurrency, fetchSize, splits, signal };
    const rows = await exportTable(session, { ...options, show: (progress) => show(describeProgress(progress)) });
    return `${count(rows)} rows in ${file}`;
  });
}

async function runImport(session, { table, file, format, concurrency }, signal, metadata) {
  const { importTable } = await import('./import-table.mjs');
  await step(`import ${table}`, async (show) => {
    const options = { table, file, format, concurrency, signal, show: (rows) => show(`${count(rows)} rows`) };
    return `${count(await importTable({ session, metadata }, options))} rows of ${file}`;
  });
}

/** Ctrl-C ends the transfer with its state written; the same command goes on from there. */
function interruption() {
  const control = new AbortController();
  process.once('SIGINT', () => control.abort(new Error('Interrupted: the same command goes on from here')));
  return control.signal;
}

async function main() {
  const options = readOptions();
  await step('install', installWhatIsMissing);
  await step('build', async () => {
    await runNx(['run', '@async-cassandra/core:build']);
  });
  const { AsyncCluster } = await import('@async-cassandra/core');
  const cluster = new AsyncCluster(clusterOptions(options));
  try {
    const session = await cluster.connect(options.keyspace);
    const signal = interruption();
    if (options.command === 'export') await runExport(session, options, signal);
    else await runImport(session, options, signal, cluster.metadata);
  } finally {
    await cluster.shutdown();
  }
}

await runMain(main);
