import { existsSync } from 'node:fs';
import { useKeyspace } from '@async-cassandra/testing/jest';
import type { CapturedRun } from './captured-run';
import { ServerCommands } from './server-commands';
import { StandInKit } from './stand-in-kit';
import { TypesProject } from './types-project';

const keyspace = useKeyspace();
const commands = new ServerCommands(keyspace);
const generated = 'src/cql.generated.d.ts';
let project: TypesProject;
let kit: StandInKit;
let shop: string;

beforeAll(() => commands.connect());
afterAll(() => commands.close());
beforeEach(() => {
  shop = `${keyspace.name}_shop`;
  kit = new StandInKit(shop);
  project = new TypesProject();
  kit.installIn(project);
  project.write(
    'src/run.ts',
    `import type { AsyncCassandraSession } from '@async-cassandra/core';
export const run = (session: AsyncCassandraSession) => session.execute('SELECT id, home FROM people');
`,
  );
});
afterEach(() => project.remove());

const types = (...words: string[]): Promise<CapturedRun> =>
  commands.run(['types', '--request-timeout', '10m', ...words], {
    folder: project.folder,
    environment: { CASSANDRA_KEYSPACE: shop },
  });

describe('--schema', () => {
  it('asks a server that is started with the script, and stopped', async () => {
    // A file of another name than *.cql, as some editors write it.
    project.write(
      'schema.ddl',
      '\uFEFFCREATE TYPE address (city text); -- the type first\r\nCREATE TABLE people (id int PRIMARY KEY, home frozen<address>);\r\n',
    );
    expect(await types('--schema', 'schema.ddl', '--cassandra', '4.1')).toMatchObject({
      exit: 0,
      error: `1 statement: wrote ${generated}\n`,
    });
    expect(project.read(generated)).toMatch(/row: { readonly id: number; readonly home: \w+Address \| null };/);
    expect(kit).toMatchObject({ starts: [{ nodes: 1, version: '4.1' }], stops: 1 });
  });

  it('that does not apply is one error, and nothing is written', async () => {
    project.write('schema.cql', 'CREATE TABLE people (id int PRIMARY KEY, home nothing);');
    const { exit, error } = await types('--schema', 'schema.cql');
    expect(exit).toBe(1);
    expect(error).toMatch(/^error: The schema .*schema\.cql does not apply: .*nothing/);
    expect(existsSync(`${project.folder}/${generated}`)).toBe(false);
    expect(kit.stops).toBe(1);
  });
});

describe('--migrations', () => {
  it('asks a server that is started with the migrations, and stopped', async () => {
    project.write('migrations/0001_people.cql', 'CREATE TABLE people (id int PRIMARY KEY);');
    project.write('migrations/0002_home.cql', 'ALTER TABLE people ADD home text;');
    expect(await types('--migrations', 'migrations')).toMatchObject({ exit: 0 });
    expect(project.read(generated)).toContain('row: { readonly id: number; readonly home: string | null };');
    expect(kit).toMatchObject({ starts: [{ nodes: 1 }], stops: 1 });
  });

  it('needs a keyspace, and no server starts without one', async () => {
    project.write('migrations/0001_people.cql', 'CREATE TABLE people (id int PRIMARY KEY);');
    shop = '';
    expect(await types('--migrations', 'migrations')).toMatchObject({
      exit: 2,
      error: expect.stringMatching(/^error: Migrations need a keyspace/),
    });
    expect(kit.starts).toEqual([]);
  });
});

it.each(['--schema', '--migrations'])('%s that cannot be read is an error before a server starts', async (flag) => {
  expect(await types(flag, 'missing')).toMatchObject({
    exit: 2,
    error: expect.stringMatching(/^error: .*missing cannot be read: ENOENT/),
  });
  expect(kit.starts).toEqual([]);
});
