import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect, promisify } from 'node:util';
import { AsyncCluster, type AsyncCassandraSession, type Row } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { exactValues } from '../src/connection/with-session';
import { columns, userTypes } from './every-type';
import { ServerCommands } from './server-commands';

const keyspace = useKeyspace();
const commands = new ServerCommands(keyspace);
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

const rowsOfTypes = Math.max(...columns.map(([, values]) => values.length));

/** Each row as a text that tells all values apart: classes, -0, NaN, dates that are none. */
async function rowsOf(table: string): Promise<string[]> {
  const { rows } = await session.execute(`SELECT * FROM ${table}`);
  const everything = { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Infinity };
  return rows.map((row: Row) => inspect([row.keys(), row.values()], everything)).sort();
}

async function fill(): Promise<void> {
  for (let row = 0; row < rowsOfTypes; row++) {
    const given = columns.flatMap(([, values], i) => (row < values.length ? [[`c${i}`, values[row]] as const] : []));
    const names = ['id', ...given.map(([name]) => name)];
    const query = `INSERT INTO every_type (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    await session.execute(query, [row, ...given.map(([, value]) => value)]);
  }
  await session.execute(`INSERT INTO "Partitions" ("Part", at, "key", shared) VALUES ('a', 0, '', 1)`);
  await session.execute(`INSERT INTO "Partitions" ("Part", at, "key", "One value") VALUES ('a', -1, 'b', '')`);
  await session.execute(`INSERT INTO "Partitions" ("Part", shared) VALUES ('only what is shared', 2)`);
}

beforeAll(async () => {
  await commands.connect();
  cluster = new AsyncCluster({ ...keyspace.clusterOptions(), ...exactValues, requestTimeoutMs: 10 * 60_000 });
  session = await cluster.connect(keyspace.name);
  for (const statement of userTypes) await session.execute(statement);
  const definitions = columns.map(([type], i) => `c${i} ${type}`).join(', ');
  await session.execute(`CREATE TABLE every_type (id int PRIMARY KEY, ${definitions})`);
  await session.execute(
    `CREATE TABLE "Partitions" ("Part" text, at timestamp, "key" text, shared int STATIC, "One value" text,
       PRIMARY KEY ("Part", at, "key")) WITH CLUSTERING ORDER BY (at DESC)`,
  );
});
afterAll(async () => {
  await cluster?.shutdown();
  await commands.close();
});

describe.each(['ndjson', 'csv', 'cqlsh', 'parquet'])('%s', (format) => {
  // The library for Parquet is an ES module, which Jest cannot import: the program that is built does.
  const how = format === 'parquet' ? 'runProgram' : 'run';
  const run = (words: string[]) => commands[how]([...words, '--format', format]);

  it.each(['every_type', '"Partitions"'])('gives every value of %s back', async (table) => {
    await fill();
    const before = await rowsOf(table);
    const file = `${table.replaceAll('"', '')}.${format}`;
    expect(await run(['export', table, file])).toMatchObject({ exit: 0 });
    await session.execute(`TRUNCATE ${table}`);
    expect(await run(['import', table, file])).toMatchObject({ exit: 0 });
    expect(await rowsOf(table)).toEqual(before);
  });
});

test('an export to Parquet that is interrupted continues where it was, each row once', async () => {
  await session.execute('CREATE TABLE numbers (id int PRIMARY KEY, half double)');
  const ids = Array.from({ length: 20 }, (_, id) => id);
  for (const id of ids) await session.execute('INSERT INTO numbers (id, half) VALUES (?, ?)', [id, id / 2]);
  const before = await rowsOf('numbers');
  const program = path.join(__dirname, 'programs/interrupted-export.cjs');
  const options = JSON.stringify({ ...keyspace.clusterOptions(), requestTimeoutMs: 10 * 60_000 });
  const file = path.join(commands.folder, 'numbers.parquet');
  const { stdout } = await promisify(execFile)(process.execPath, [program, options, keyspace.name, 'numbers', file]);
  expect(stdout).toBe('enough\n');
  expect(await commands.runProgram(['export', 'numbers', 'numbers.parquet', '--json'])).toMatchObject({
    exit: 0,
    out: `${JSON.stringify({ table: 'numbers', file: 'numbers.parquet', rows: ids.length })}\n`,
  });
  await session.execute('TRUNCATE numbers');
  expect(await commands.runProgram(['import', 'numbers', 'numbers.parquet', '--json'])).toMatchObject({
    out: expect.stringContaining(`"rows":${ids.length},"bad":0`) as string,
  });
  expect(await rowsOf('numbers')).toEqual(before);
});

test('a table without rows is a file with its columns, and a file that is no Parquet is named', async () => {
  await session.execute('CREATE TABLE empty (id int PRIMARY KEY, "Tags" set<text>)');
  await commands.run(['export', 'empty', 'empty.csv', '--columns', 'Tags']);
  expect(await readFile(path.join(commands.folder, 'empty.csv'), 'utf8')).toBe('Tags\n');
  const { error } = await commands.runProgram(['import', 'empty', 'empty.csv', '--format', 'parquet']);
  expect(error).toMatch(/empty\.csv is no whole Parquet file/);
});
