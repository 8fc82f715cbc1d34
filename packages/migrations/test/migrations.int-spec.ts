import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AsyncCluster, codec, type AsyncCassandraSession } from '@async-cassandra/core';
import { startCassandra } from '@async-cassandra/testing';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { migrate, migrationsFrom, repair, type MigrateOptions, type MigrationProgress } from '../src/index';
import { firstRow } from './guide/first-row';
import { MortalSession } from './mortal-session';

const folderOf = (name: string) => path.join(__dirname, name);
const replication = { class: 'SimpleStrategy', replication_factor: 1 };
// What a busy machine needs: nobody is taken for dead who is only slow.
const patient = { waitMs: 10 * 60_000, leaseMs: 5 * 60_000 };
const prompt = { waitMs: 10 * 60_000, leaseMs: 1000 };

const ready = useKeyspace({ prefix: 'ready', migrations: migrationsFrom(folderOf('scripts'), { lock: patient }) });
const made: string[] = [];
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

const newCluster = () => new AsyncCluster({ ...ready.clusterOptions(), maxSchemaAgreementWaitMs: 10 * 60_000 });
const newKeyspace = () => {
  made.push(`${ready.name}_${made.length}`);
  return made.at(-1)!;
};
const optionsOf = (folder: string, options: Partial<MigrateOptions> = {}): MigrateOptions => ({
  folder: folderOf(folder),
  keyspace: newKeyspace(),
  replication,
  lock: patient,
  ...options,
});
const coded = (code: string, message = /./) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

async function schemaOf(keyspace: string): Promise<unknown> {
  const tables = ['columns', 'types', 'indexes'];
  const read = async (query: string) => (await session.execute(query)).rows;
  const parts = await Promise.all([
    ...tables.map((table) => read(`SELECT * FROM system_schema.${table} WHERE keyspace_name = '${keyspace}'`)),
    read(`SELECT * FROM ${keyspace}.users`),
    read(`SELECT name, statement, state, checksum FROM ${keyspace}.async_cassandra_migrations`),
  ]);
  return JSON.parse(JSON.stringify(parts).replaceAll(keyspace, 'keyspace'));
}

beforeAll(async () => {
  cluster = newCluster();
  session = await cluster.connect();
});
afterAll(async () => {
  for (const keyspace of made) await session.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`);
  await cluster.shutdown();
});

it('leads from an empty cluster to the first row', async () => {
  await using own = newCluster();
  jest.spyOn(console, 'log').mockImplementation(() => {});
  expect(await firstRow(await own.connect(), newKeyspace())).toBe('Ada');
});

describe('the test kit', () => {
  it('gives a keyspace that was migrated, scripts in TypeScript included', async () => {
    const { rows } = await session.execute<{ name: string }>(`SELECT name FROM ${ready.name}.items`);
    expect(rows.map(({ name }) => name).sort()).toEqual(['item 1', 'item 2']);
  });

  it('gives a server that was migrated', async () => {
    const { folder, ...options } = optionsOf('scripts');
    const migrations = migrationsFrom(folder, options);
    await using fixture = await startCassandra({ provider: 'external', progress: false, migrations });
    expect(await fixture.runCql(`SELECT id FROM ${options.keyspace}.items`)).toHaveLength(2);
  });
});

it('says what it would do, and does nothing', async () => {
  const options = optionsOf('scripts', { dryRun: true });
  const files = ['0001_items.cql', '0002_names.ts'];
  expect(await migrate(session, options)).toMatchObject({ ran: [], pending: files });
  const query = 'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?';
  expect((await session.execute(query, [options.keyspace])).length).toBe(0);
});

it('is run and known again in a session whose codecs have values of their own for every type that it uses', async () => {
  const types = ['text', 'int', 'timestamp', 'uuid', 'boolean'];
  const refuse = (): never => {
    throw new Error('not mine');
  };
  await using own = new AsyncCluster({
    ...ready.clusterOptions(),
    codecs: types.map((type) => codec({ type, decode: refuse, encode: refuse })),
  });
  const options = optionsOf('ten-statements');
  const [first, second] = [await migrate(await own.connect(), options), await migrate(await own.connect(), options)];
  expect([first.ran, second.alreadyRun]).toEqual([['0001_users.cql'], ['0001_users.cql']]);
});

it('is run by one of a crowd, on a keyspace that they all make', async () => {
  const options = optionsOf('ten-statements');
  const crowd = Array.from({ length: 5 }, newCluster);
  try {
    const outcomes = await Promise.all(crowd.map(async (each) => migrate(await each.connect(), options)));
    expect(outcomes.map(({ ran, alreadyRun }) => [...ran, ...alreadyRun])).toEqual(crowd.map(() => ['0001_users.cql']));
    expect(outcomes.filter(({ ran }) => ran.length > 0)).toHaveLength(1);
  } finally {
    await Promise.all(crowd.map((each) => each.shutdown()));
  }
});

it('tells what happens, whatever the listener throws', async () => {
  const told: string[] = [];
  const onProgress = (progress: MigrationProgress) => {
    told.push(progress.type);
    throw new Error('a listener');
  };
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  await migrate(session, optionsOf('scripts', { onProgress }));
  expect(told.join(' ')).toBe(
    'keyspaceCreated fileBegun statementDone statementDone statementDone fileDone fileBegun scriptProgress statementDone fileDone',
  );
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/a listener/));
  warn.mockRestore();
});

it('refuses a keyspace that is missing, unless it is told how to make it', async () => {
  const options = optionsOf('scripts', { replication: undefined });
  await expect(migrate(session, options)).rejects.toEqual(coded('KEYSPACE_MISSING', /replication/));
});

describe('a death', () => {
  const deaths = [
    ['before', 1],
    ['after', 5],
    ['before', 7],
    ['after', 10],
  ] as const;

  it.each(deaths)('%s statement %i is noticed, and repaired', async (when, number) => {
    const clean = optionsOf('ten-statements');
    await migrate(session, clean);
    const options = optionsOf('ten-statements', { lock: prompt });
    const dying = newCluster();
    const mortal = new MortalSession(dying, await dying.connect(), when, number);
    await expect(migrate(mortal, options)).rejects.toEqual(coded('UNFINISHED'));

    const unfinished = expect.objectContaining({
      code: 'UNFINISHED',
      place: expect.objectContaining({ statement: number }),
    });
    await expect(migrate(session, options)).rejects.toEqual(unfinished);
    expect((await repair(session, options)).ran).toEqual(['0001_users.cql']);
    expect(await schemaOf(options.keyspace)).toEqual(await schemaOf(clean.keyspace));
  });

  it('at a statement that may not run twice is left to a decision', async () => {
    const options = optionsOf('counters', { lock: prompt });
    const dying = newCluster();
    const mortal = new MortalSession(dying, await dying.connect(), 'after', 2);
    await expect(migrate(mortal, options)).rejects.toEqual(coded('UNFINISHED'));

    await expect(repair(session, options)).rejects.toEqual(coded('UNDECIDED', /UPDATE visits SET count/));
    await repair(session, { ...options, decide: () => 'done' });
    const { rows } = await session.execute<{ count: unknown }>(`SELECT page, count FROM ${options.keyspace}.visits`);
    expect(rows.map(({ count }) => String(count)).sort()).toEqual(['5', '7']);
  });
});

describe('a file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'migrations-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);

  it('with a statement that the server refuses goes on from there when it is mended', async () => {
    const options = optionsOf('', { folder });
    write(
      '1_a.cql',
      'CREATE TABLE a (id int PRIMARY KEY);\nALTER TABLE b ADD c int;\nCREATE TABLE d (id int PRIMARY KEY);',
    );
    await expect(migrate(session, options)).rejects.toEqual(coded('REFUSED', /1_a\.cql, line 2, statement 2/));
    write(
      '1_a.cql',
      'CREATE TABLE a (id int PRIMARY KEY);\nALTER TABLE a ADD c int;\nCREATE TABLE d (id int PRIMARY KEY);',
    );
    expect((await migrate(session, options)).ran).toEqual(['1_a.cql']);
  });

  it('that was changed after it had run is refused, or accepted', async () => {
    const options = optionsOf('', { folder });
    copyFileSync(path.join(folderOf('ten-statements'), '0001_users.cql'), path.join(folder, '0001_users.cql'));
    await migrate(session, options);
    write('0001_users.cql', `${readFileSync(path.join(folder, '0001_users.cql'), 'utf8')}DROP TABLE users;`);
    await expect(migrate(session, options)).rejects.toEqual(coded('CHANGED', /0001_users\.cql was changed/));
    await repair(session, { ...options, acceptChanged: ['0001_users.cql'] });
    expect(await migrate(session, options)).toMatchObject({ ran: [], alreadyRun: ['0001_users.cql'] });
  });

  it('is not begun by a process that another has replaced', async () => {
    const options = optionsOf('', { folder });
    write('1_a.cql', 'CREATE TABLE a (id int PRIMARY KEY);');
    write(
      '2_b.js',
      `module.exports = (session, { keyspace }) => session.execute(\`UPDATE \${keyspace}.async_cassandra_migrations SET lease_owner = 'another' WHERE scope = 'migrations' IF EXISTS\`);`,
    );
    write('3_c.cql', 'CREATE TABLE c (id int PRIMARY KEY);');
    await expect(migrate(session, options)).rejects.toEqual(coded('LEASE_LOST'));
    const query = `SELECT table_name FROM system_schema.tables WHERE keyspace_name = '${options.keyspace}' AND table_name = 'c'`;
    expect((await session.execute(query)).length).toBe(0);
    await expect(migrate(session, { ...options, lock: { waitMs: 0 } })).rejects.toEqual(coded('LOCKED', /another/));
  });
});
