import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { ServerCommands } from './server-commands';

const keyspace = useKeyspace();
const commands = new ServerCommands(keyspace);
const migrate = (...words: string[]) => commands.run(['migrate', ...words]);
const folder = path.join(commands.folder, 'migrations');
const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
let session: AsyncCassandraSession;

beforeAll(async () => {
  session = await commands.connect();
});
afterAll(() => commands.close());
beforeEach(async () => {
  await session.execute(`DROP TABLE IF EXISTS ${keyspace.name}.async_cassandra_migrations`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
});

test('new makes a file with the next number, which up runs once', async () => {
  expect(await migrate('new', 'Make members!')).toMatchObject({ exit: 0, out: 'migrations/0001_make_members.cql\n' });
  await write('0001_make_members.cql', 'CREATE TABLE members (id int PRIMARY KEY);\nDROP TABLE members;');
  expect((await migrate('new', 'add_email', '--kind', 'ts')).out).toBe('migrations/0002_add_email.ts\n');

  const planned = await migrate('up', '--dry-run');
  expect(planned).toMatchObject({
    exit: 0,
    error: expect.stringContaining('2 files would run: 0001_make_members.cql'),
  });
  const ran = await migrate('up', '--json');
  expect(ran.exit).toBe(0);
  expect(ran.error).toMatch(/0001_make_members\.cql\n {2}done CREATE TABLE members .*\n {2}done DROP TABLE members /);
  expect(JSON.parse(ran.out)).toMatchObject({ ran: ['0001_make_members.cql', '0002_add_email.ts'] });
  expect(await migrate('up')).toEqual({ exit: 0, out: '', error: 'nothing to run; 2 files had run before\n' });
});

test('status lists what has run, and check ends with 3 until all of it has', async () => {
  await write('0001_a.cql', 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY)');
  expect(await migrate('check')).toMatchObject({
    exit: 3,
    out: expect.stringMatching(/0001_a\.cql │ pending │ +0 of 1/),
  });
  await migrate('up');
  expect(await migrate('check')).toMatchObject({ exit: 0, out: expect.stringMatching(/0001_a\.cql │ done/) });
  await write('0001_a.cql', 'CREATE TABLE IF NOT EXISTS b (id int PRIMARY KEY)');
  const changed = await migrate('check');
  expect(changed).toMatchObject({ exit: 3, out: expect.stringMatching(/0001_a\.cql │ changed/) });
  expect(changed.error).toMatch(/problem: 0001_a\.cql was changed[^]*migrate repair --accept-changed <file>/);
  expect((await migrate('repair', '--accept-changed', '0001_a.cql')).exit).toBe(0);
  expect((await migrate('check')).exit).toBe(0);
});

test('repair asks for what nobody can know, and takes the answer from --decide', async () => {
  await write(
    '0001_visits.cql',
    "CREATE TABLE visits (page text PRIMARY KEY, n counter); UPDATE visits SET n = n + 1 WHERE page = 'a';",
  );
  await migrate('up');
  // As a process that died in the middle leaves it.
  const row = `WHERE scope = 'migrations' AND name = '0001_visits' AND statement`;
  await session.execute(`DELETE FROM async_cassandra_migrations ${row} = 0 IF EXISTS`);
  await session.execute(`UPDATE async_cassandra_migrations SET state = 'begun' ${row} = 2 IF EXISTS`);

  expect(await migrate('up')).toMatchObject({ exit: 1, error: expect.stringMatching(/migrate repair\n$/) });
  const undecided = await migrate('repair');
  expect(undecided).toMatchObject({
    exit: 1,
    error: expect.stringContaining('--decide <file>:<statement>=again, or =done'),
  });
  expect(await migrate('repair', '--decide', '0001_visits.cql:2=done')).toMatchObject({
    exit: 0,
    error: expect.stringContaining('counted as done: UPDATE visits'),
  });
  const { n } = (await session.execute<{ n: unknown }>(`SELECT n FROM visits WHERE page = 'a'`)).one()!;
  expect(String(n)).toBe('1');
});

test('the program runs scripts of TypeScript and of ES modules', async () => {
  const scripts = path.join(__dirname, 'scripts');
  const { exit, error } = await commands.runProgram(['migrate', 'up', '--folder', scripts]);
  expect(error).toMatch(/Ada is there\n[^]*Grace is there, on v/);
  expect(exit).toBe(0);
  expect((await commands.run(['query', 'SELECT name FROM people'])).out).toBe('{"name":"Ada"}\n{"name":"Grace"}\n');
});

test.each([
  [['up', '--replication', '0'], '--replication must be a number, or dc:number,...'],
  [['repair', '--decide', 'a=done'], '--decide must be like 0003_totals.cql:2=done'],
  [['new', '!'], "'!' has no letter and no digit"],
])('refuses migrate %j', async (words, expected) => {
  expect(await migrate(...words)).toMatchObject({ exit: 2, error: expect.stringContaining(expected) });
});
