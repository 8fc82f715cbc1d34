import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import type { RunOptions } from './captured-run';
import { ServerCommands } from './server-commands';

const keyspace = useKeyspace();
const commands = new ServerCommands(keyspace);
const command = (words: readonly string[], options?: RunOptions) => commands.run(words, options);
let session: AsyncCassandraSession;

beforeAll(async () => {
  session = await commands.connect();
  await session.execute('CREATE TABLE items (id int PRIMARY KEY, name text, tags set<text>)');
  await session.execute(`INSERT INTO items (id, name, tags) VALUES (1, 'lamp', {'new', 'red'})`);
  await session.execute('INSERT INTO items (id) VALUES (2)');
});
afterAll(() => commands.close());

describe('query', () => {
  it('prints a table on a terminal, and a record below the other where there is no room', async () => {
    const { exit, out } = await command(['query', 'SELECT * FROM items'], {
      columns: 80,
      environment: { NO_COLOR: '1' },
    });
    expect(exit).toBe(0);
    expect(out.split('\n').slice(0, 4)).toEqual([
      ' id │ name │ tags',
      '────┼──────┼───────────────',
      '  1 │ lamp │ ["new","red"]',
      '  2 │ null │ null',
    ]);
    expect(out.split('\n')[4]).toMatch(/^\(2 rows, \d+ m?s\)$/);
    const narrow = await command(['query', 'SELECT * FROM items'], { columns: 20, environment: { NO_COLOR: '1' } });
    expect(narrow.out).toContain('── row 1 ───────────\n id   │ 1\n name │ lamp\n tags │ ["new","red"]\n');
  });

  it('prints a line of JSON for each row in a pipe, from all pages, of all statements', async () => {
    const script = 'SELECT * FROM items; -- and again\nSELECT id FROM items WHERE id = 2';
    const { exit, out, error } = await command(['query', '--file', '-'], { input: script });
    expect({ exit, error }).toEqual({ exit: 0, error: '' });
    expect(out).toBe('{"id":1,"name":"lamp","tags":["new","red"]}\n{"id":2,"name":null,"tags":null}\n{"id":2}\n');
  });

  it('shows as many rows as --limit allows, and that there are more', async () => {
    const { out } = await command(['query', 'SELECT id FROM items', '--limit', '1'], {
      columns: 80,
      environment: { NO_COLOR: '1' },
    });
    expect(out).toMatch(/^ id\n────\n {2}1\n\(the first 1 row; --limit 0 shows all of them, /);
  });

  it('says what the server refuses, with an exit code', async () => {
    const { exit, out, error } = await command(['query', 'SELECT nothing FROM items']);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(error).toMatch(/^error: Undefined column name nothing/);
  });

  it('takes USE for the statements that come after it', async () => {
    const { exit, out } = await command(['query', `USE system; SELECT key FROM local`]);
    expect({ exit, out }).toEqual({ exit: 0, out: '{"key":"local"}\n' });
  });
});

test('count counts', async () => {
  expect(await command(['count', 'items'])).toEqual({ exit: 0, out: '2\n', error: '' });
  const { out } = await command(['count', `${keyspace.name}.items`, '--where', 'id = 2', '--json']);
  expect(JSON.parse(out)).toEqual({ table: `${keyspace.name}.items`, rows: 1 });
});

test('describe prints CQL that makes the table again', async () => {
  const { exit, out } = await command(['describe', `${keyspace.name}.items`]);
  expect(exit).toBe(0);
  await session.execute('DROP TABLE items');
  await session.execute(out.trim().replace(/;$/, ''));
  expect((await command(['describe', `${keyspace.name}.items`])).out).toBe(out);
  expect((await command(['describe'])).out.split('\n')).toContain(`${keyspace.name}.items`);
});

test('describe finds a type by its name, and names what is not there', async () => {
  await session.execute('CREATE TYPE "Place" (street text)');
  const { out } = await command(['describe', '"Place"', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    keyspace_name: keyspace.name,
    type: 'type',
    name: 'Place',
    create_statement: expect.stringContaining('CREATE TYPE') as string,
  });
  const keyspaceAsCql = (await command(['describe', keyspace.name])).out;
  expect(keyspaceAsCql).toMatch(/^CREATE KEYSPACE [^]*CREATE TYPE [^]*CREATE TABLE /);
  expect(await command(['describe', 'nothing'])).toMatchObject({
    exit: 1,
    error: expect.stringMatching(/^error: There is nothing called nothing in /) as string,
  });
  expect(await command(['describe', 'nowhere.items'])).toMatchObject({
    error: expect.stringMatching(/^error: There is no keyspace nowhere\n/) as string,
  });
});

test('a cluster that cannot be reached is an error with what to do', async () => {
  const { exit, error } = await command(['count', 'items', '--contact-points', '127.0.0.1:1']);
  expect(exit).toBe(1);
  expect(error).toMatch(/ECONNREFUSED[^]*--contact-points, CASSANDRA_CONTACT_POINTS or async-cassandra\.config/);
});

test('a signal ends a command with its reason', async () => {
  const control = new AbortController();
  control.abort(new Error('enough'));
  expect(await command(['count', 'items'], { signal: control.signal })).toEqual({
    exit: 1,
    out: '',
    error: 'error: enough\n',
  });
});

test('the parts of an export are the table, each row once', async () => {
  await session.execute('CREATE TABLE parts (id int PRIMARY KEY)');
  for (let id = 0; id < 50; id++) await session.execute(`INSERT INTO parts (id) VALUES (${id})`);
  const lines: string[] = [];
  let counted = 0;
  for (const index of [0, 1, 2, 3]) {
    expect((await command(['export', 'parts', `${index}.csv`, '--part', `${index}/4`])).exit).toBe(0);
    lines.push(...(await readFile(path.join(commands.folder, `${index}.csv`), 'utf8')).trim().split('\n').slice(1));
    counted += Number((await command(['count', 'parts', '--part', `${index}/4`])).out);
  }
  expect(lines.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, id) => id));
  expect(counted).toBe(50);
});
