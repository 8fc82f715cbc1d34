import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { exportTable } from '../src/transfer/export-table';
import type { RunOptions } from './captured-run';
import { ServerCommands } from './server-commands';

const keyspace = useKeyspace();
const commands = new ServerCommands(keyspace);
const command = (words: readonly string[], options?: RunOptions) => commands.run(words, options);
const inFolder = (file: string) => path.join(commands.folder, file);
const read = (file: string) => readFile(inFolder(file), 'utf8');
const write = (file: string, text: string) => writeFile(inFolder(file), text);
const rowsOf = async (table: string) => (await command(['query', `SELECT * FROM ${table}`])).out;
let session: AsyncCassandraSession;

beforeAll(async () => {
  session = await commands.connect();
  await session.execute(
    'CREATE TABLE copies (id int PRIMARY KEY, name text, "Mixed" int, tags set<text>, steps list<int>)',
  );
  await session.execute('CREATE TABLE lines (id int PRIMARY KEY, name text, steps list<int>)');
});
afterAll(() => commands.close());

describe.each(['ndjson', 'csv', 'cqlsh'])('export and import of %s', (format) => {
  it('give the same rows', async () => {
    await session.execute('TRUNCATE copies');
    const insert = 'INSERT INTO copies (id, name, "Mixed", tags, steps) VALUES (?, ?, ?, ?, ?)';
    await session.execute(insert, [1, 'comma, "quote"\nand line', 7, ['a', 'b'], [3, 1, 3]]);
    await session.execute(insert, [2, '', null, null, null]);
    await session.execute('INSERT INTO copies (id) VALUES (3)');
    const before = await rowsOf('copies');
    const file = `copies.${format}`;
    const chosen = format === 'cqlsh' ? ['--format', 'cqlsh'] : [];
    const exported = { exit: 0, out: '', error: `3 rows of copies in ${file}\n` };
    expect(await command(['export', 'copies', file, ...chosen])).toEqual(exported);
    await session.execute('TRUNCATE copies');
    const imported = { exit: 0, out: '', error: `3 rows of ${file} in copies\n` };
    expect(await command(['import', 'copies', file, ...chosen])).toEqual(imported);
    expect(await rowsOf('copies')).toBe(before);

    const again = await command(['export', 'copies', file, ...chosen]);
    expect(again).toMatchObject({ exit: 1, error: expect.stringMatching(/is there already\n {2}Use --overwrite/) });
    expect(await command(['export', 'copies', file, '--overwrite', ...chosen])).toEqual(exported);
  });
});

test('import reads what cqlsh prints for SELECT JSON', async () => {
  await session.execute('TRUNCATE lines');
  await write(
    'cqlsh.txt',
    '\n [json]\n------------\n {"id": 1, "name": "a"}\n\n---MORE---\n {"id": 2, "name": null}\n\n(2 rows)\n',
  );
  expect((await command(['import', 'lines', 'cqlsh.txt', '--format', 'cqlsh'])).exit).toBe(0);
  expect(await rowsOf('lines')).toBe('{"id":1,"name":"a","steps":null}\n{"id":2,"name":null,"steps":null}\n');
});

describe('import of a file with bad rows', () => {
  it('writes the good ones, and the bad ones with their line and the reason', async () => {
    await session.execute('TRUNCATE lines');
    await write('some.ndjson', '{"id":1,"name":"a"}\n{"id":2\n\n{"id":"x"}\n[3]\n{"id":4,"color":"red"}\n{"id":5}\n');
    const { exit, error } = await command(['import', 'lines', 'some.ndjson']);
    expect(exit).toBe(3);
    expect(error).toBe(
      '2 rows of some.ndjson in lines\n4 bad rows in some.ndjson.bad, each with its line and the reason\n',
    );
    expect(await rowsOf('lines')).toBe('{"id":5,"name":null,"steps":null}\n{"id":1,"name":"a","steps":null}\n');
    const bad = (await read('some.ndjson.bad'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(bad).toEqual([
      { line: 2, reason: 'This is not JSON', row: '{"id":2' },
      { line: 4, reason: expect.stringContaining('Unable to make int from'), row: '{"id":"x"}' },
      { line: 5, reason: 'This is not an object in JSON', row: '[3]' },
      { line: 6, reason: expect.stringContaining('color'), row: '{"id":4,"color":"red"}' },
    ]);
  });

  it('finds cells too many, cells that are no JSON, and a file that ends within quotes', async () => {
    await write('some.csv', 'id,steps\n1,"[1,2]"\n2\n3,[\n4,"a');
    const { exit, out } = await command(['import', 'lines', 'some.csv', '--json']);
    expect({ exit, ...(JSON.parse(out) as object) }).toMatchObject({
      exit: 3,
      rows: 1,
      bad: 3,
      badFile: 'some.csv.bad',
    });
    const reasons = (await read('some.csv.bad'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { reason: string }).reason);
    expect(reasons).toEqual([
      'This row has 1 cells, and the header has 2',
      'The cell of steps is not JSON',
      'The file ends within quotes',
    ]);
  });

  it('stops with one more than --max-errors allows, and continues when more are allowed', async () => {
    await session.execute('TRUNCATE lines');
    await write('more.ndjson', '{"id":1,"steps":[1]}\nx\ny\nz\n{"id":2,"steps":[2]}\n');
    const stopped = await command(['import', 'lines', 'more.ndjson', '--max-errors', '2']);
    expect(stopped.exit).toBe(1);
    expect(stopped.error).toMatch(/More than 2 rows of .*more\.ndjson cannot be written; line 4: This is not JSON\n/);
    const { exit, out } = await command(['import', 'lines', 'more.ndjson', '--max-errors', '3', '--json']);
    expect({ exit, ...(JSON.parse(out) as object) }).toMatchObject({ exit: 3, rows: 2, bad: 3 });
    expect((await read('more.ndjson.bad')).trim().split('\n')).toHaveLength(3);
    expect(await rowsOf('lines')).toBe('{"id":1,"name":null,"steps":[1]}\n{"id":2,"name":null,"steps":[2]}\n');
  });
});

test('an import that is interrupted continues, and takes nothing back that was written meanwhile', async () => {
  await session.execute('TRUNCATE lines');
  const count = 400;
  const text = Array.from({ length: count }, (_, id) => `${JSON.stringify({ id, name: 'file', steps: [id] })}\n`).join(
    '',
  );
  await write('long.ndjson', text);
  // As a process that was killed leaves it: rows are written that the state does not know of.
  const timestamp = String(BigInt(Date.now()) * 1000n);
  await write('long.ndjson.state', JSON.stringify({ table: 'lines', rows: 10, bad: 0, badBytes: 0, timestamp }));
  for (const id of [5, 20]) {
    await session.execute('INSERT INTO lines JSON ? USING TIMESTAMP ?', [
      JSON.stringify({ id, name: 'file', steps: [id] }),
      BigInt(timestamp),
    ]);
  }
  await session.execute(`UPDATE lines SET name = 'application' WHERE id = 20`);
  expect(await command(['import', 'lines', 'long.ndjson', '--json'])).toMatchObject({ exit: 0 });
  const rows = (await rowsOf('lines'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: number; name: string; steps: number[] });
  // Row 5 was passed over and row 20 written twice: its list has one element, and the application's name.
  expect(rows).toHaveLength(count - 10 + 1);
  expect(rows.filter(({ id, steps }) => steps.length !== 1 || steps[0] !== id)).toEqual([]);
  expect(rows.filter(({ name }) => name !== 'file')).toEqual([{ id: 20, name: 'application', steps: [20] }]);
});

test("an export that was killed before its first state begins again, and one that failed is in nobody's way", async () => {
  expect(await command(['export', 'nothing', 'early.ndjson'])).toMatchObject({ exit: 2 });
  expect(JSON.parse(await read('early.ndjson.state'))).toMatchObject({ bytes: 0 });
  await write('early.ndjson', 'half a row');
  expect((await command(['export', 'lines', 'early.ndjson'])).exit).toBe(0);
  expect(await read('early.ndjson')).not.toContain('half a row');
});

test('an export that is interrupted continues where it was', async () => {
  await session.execute('TRUNCATE lines');
  for (let id = 0; id < 20; id++) await session.execute(`INSERT INTO lines (id, name) VALUES (${id}, 'a')`);
  const control = new AbortController();
  const interrupt = () => control.abort(new Error('enough'));
  const options = { table: 'lines', file: inFolder('stopped.ndjson'), fetchSize: 1 };
  const exporting = exportTable(session, { ...options, signal: control.signal, show: interrupt });
  await expect(exporting).rejects.toThrow('enough');
  expect((await read('stopped.ndjson')).trim().split('\n')).toHaveLength(1);
  expect(await command(['export', 'lines', 'stopped.ndjson'])).toMatchObject({
    exit: 0,
    error: expect.stringMatching(/^20 rows/),
  });
  const ids = (await read('stopped.ndjson'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: number }).id);
  expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, id) => id));
});
