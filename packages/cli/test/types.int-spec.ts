import { existsSync } from 'node:fs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import type { CapturedRun } from './captured-run';
import { ServerCommands } from './server-commands';
import { TypesProject } from './types-project';

const keyspace = useKeyspace();
const commands = new ServerCommands(keyspace);
let session: AsyncCassandraSession;
let project: TypesProject;

beforeAll(async () => {
  session = await commands.connect();
  await session.execute('CREATE TYPE address (street text, at timestamp)');
  await session.execute(
    'CREATE TABLE users (id uuid, day int, town text static, name text, home frozen<address>, PRIMARY KEY (id, day))',
  );
});
afterAll(() => commands.close());
beforeEach(() => (project = new TypesProject()));
afterEach(() => project.remove());

const types = (...words: string[]): Promise<CapturedRun> =>
  commands.run(['types', ...words], { folder: project.folder });
const withoutServer = (...words: string[]): Promise<CapturedRun> =>
  commands.run(['types', ...words], {
    folder: project.folder,
    environment: { CASSANDRA_CONTACT_POINTS: '127.0.0.1:1' },
  });

const program = (body: string) => `import type { AsyncCassandraSession } from '@async-cassandra/core';
export async function run(session: AsyncCassandraSession) {
  ${body}
}
`;

const generated = 'src/cql.generated.d.ts';

describe('with the generated file, the compiler', () => {
  const right = program(`const id: string = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
  await session.execute('INSERT INTO users (id, day, name) VALUES (:id, :day, :name)', { id, day: 1, name: null });
  const { rows } = await session.execute('SELECT id, day AS today, home FROM users WHERE id = ?', [id]);
  const moment: Date | null | undefined = rows[0]?.home?.at;
  const day: number | null | undefined = rows[0]?.today;
  for await (const { town } of session.scanTable('users', { columns: ['town'] })) town?.length;
  const met = (await session.execute('UPDATE users SET name = ? WHERE id = ? AND day = ? IF name = ?', ['x', id, 1, null])).one();
  if (met !== null && !met['[applied]']) met.name?.length;
  return { moment, day };`);
  const wrong = program(`const id: string = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
  const select = 'SELECT id, day AS today, home FROM users WHERE id = ?';
  await session.execute(select, [id, id]);
  await session.execute(select, [5]);
  await session.execute(select, [null]);
  await session.execute('INSERT INTO users (id, day, name) VALUES (:id, :day, :name)', { id, day: 'x', name: null });
  await session.execute('INSERT INTO users (id, day, name) VALUES (:id, :day, :name)', { id, day: 1, nmae: null });
  const { rows } = await session.execute(select, [id]);
  rows[0]?.day;
  const street: string | undefined = rows[0]?.home?.street;
  return street;`);

  // The golden projects have both module kinds.
  it('takes right calls and refuses wrong ones where they stand', async () => {
    project.write('src/right.ts', right);
    expect(await types()).toMatchObject({ exit: 0 });
    expect(await project.compile()).toEqual([]);
    project.write('src/wrong.ts', wrong);
    const errors = (await project.compile()).map((each) => each.split(' ', 2).join(' '));
    expect(errors).toEqual([
      expect.stringMatching(/^wrong\.ts:5: /),
      expect.stringMatching(/^wrong\.ts:6: /),
      expect.stringMatching(/^wrong\.ts:7: /),
      expect.stringMatching(/^wrong\.ts:8: /),
      expect.stringMatching(/^wrong\.ts:9: /),
      'wrong.ts:11: TS2339',
      'wrong.ts:12: TS2322',
    ]);
  });

  it('sees two schemas apart in a monorepo, and the command refuses one text with two meanings', async () => {
    await session.execute('CREATE TABLE things (id int PRIMARY KEY, name text)');
    for (const name of ['a', 'b']) {
      project.write(`${name}/tsconfig.json`, JSON.stringify({ extends: '../tsconfig.json', include: ['src'] }));
      project.write(`${name}/src/run.ts`, program(`await session.execute('SELECT id FROM things');`));
    }
    expect(await types('--project', 'a/tsconfig.json')).toMatchObject({ exit: 0 });
    project.write(
      'b/src/cql.generated.d.ts',
      project.read('a/src/cql.generated.d.ts').replace('id: number', 'id: string'),
    );
    project.write('tsconfig.all.json', JSON.stringify({ extends: './tsconfig.json', include: ['a', 'b'] }));
    const both = await types('--project', 'tsconfig.all.json', '--out', 'a/src/cql.generated.d.ts');
    expect(both).toMatchObject({ exit: 1 });
    expect(both.error).toMatch(
      /^a\/src\/run\.ts:3:25 - error: This text means something else in .*b\/src\/cql\.generated\.d\.ts/,
    );
    expect(await types('--project', 'b/tsconfig.json')).toMatchObject({ exit: 0 });
    const errors = await project.compile('tsconfig.all.json');
    expect(errors.filter((each) => !each.includes('Duplicate identifier'))).toEqual([]);
  });
});

describe('types', () => {
  it('writes parameters and rows of the statements of a project', async () => {
    project.write(
      'src/users.ts',
      program(`await session.execute('SELECT id, day, home FROM users WHERE id = ?', []);
  await session.execute('INSERT INTO users (id, day, name) VALUES (:userId, :day, :name)', {});
  session.scanTable('users');
  await session.execute('CREATE TABLE other (id int PRIMARY KEY)');`),
    );
    expect(await types()).toEqual({ exit: 0, out: '', error: '2 statements: wrote src/cql.generated.d.ts\n' });
    const file = project.read(generated);
    expect(file).toContain('row: { readonly id: Uuid; readonly day: number | null; readonly home: ');
    expect(file).toMatch(/export interface \w+Address { readonly street: string \| null; readonly at: Date \| null }/);
    expect(file).toContain(
      '{ readonly userId: Uuid | string; readonly day: number | bigint | Long | `${bigint}`; readonly name: string | null | undefined };',
    );
    expect(file).toContain(
      "'users': { row: { readonly id: Uuid; readonly day: number | null; readonly town: string | null; ",
    );
    expect(file).not.toContain('CREATE TABLE');
    // The compiler refuses the two calls, each where it stands.
    expect(await project.compile()).toEqual([
      expect.stringMatching(/^users\.ts:3: TS2345 .*'\[\]' is not assignable/),
      expect.stringMatching(/^users\.ts:4: TS2345 .*'{}' is not assignable/),
    ]);
    // The same again changes nothing.
    expect(await types()).toMatchObject({ exit: 0, error: '2 statements: src/cql.generated.d.ts is up to date\n' });
    expect(project.read(generated)).toBe(file);
  });

  it('shows all errors of the server at their places, and writes nothing', async () => {
    project.write(
      'src/users.ts',
      program(`await session.execute('SELECT nope FROM users');
  const text = 'SELECT also FROM nowhere';
  await session.prepare(text);
  await session.execute(text);
  await session.countTable('nowhere');
  await session.execute('SELECT id FROM users' + String(1));`),
    );
    const { exit, error } = await types();
    expect(exit).toBe(1);
    expect(error.split('\n')).toEqual([
      'src/users.ts:8:25 - warning: session.execute: the text is known only when it runs, so it is not checked',
      expect.stringMatching(/^src\/users\.ts:3:25 - error: Undefined column name nope/),
      expect.stringMatching(/^src\/users\.ts:5:25 - error: .*nowhere/),
      expect.stringMatching(/^src\/users\.ts:6:25 - error: .*nowhere/),
      'src/users.ts:7:28 - error: There is no such table: nowhere',
      '3 statements with errors; nothing was written',
      '',
    ]);
    expect(existsSync(`${project.folder}/${generated}`)).toBe(false);
  });

  it('needs no server with a snapshot, until a statement is new', async () => {
    project.write('src/users.ts', program(`await session.execute('SELECT name FROM users');`));
    expect((await types('--snapshot', 'cql.json')).error).toBe(
      '1 statement: wrote src/cql.generated.d.ts and cql.json\n',
    );
    const file = project.read(generated);
    project.write(generated, 'export {};');
    expect(await withoutServer('--snapshot', 'cql.json')).toMatchObject({ exit: 0 });
    expect(project.read(generated)).toBe(file);
    expect(await withoutServer('--snapshot', 'cql.json', '--check')).toMatchObject({ exit: 0 });

    project.write('src/more.ts', program(`await session.execute('SELECT day FROM users');`));
    const missing = await withoutServer('--snapshot', 'cql.json');
    expect(missing).toMatchObject({ exit: 1 });
    expect(missing.error).toMatch(/^src\/more\.ts:3:25 - error: It is not in the snapshot: .*--update\n/);
    expect(await types('--snapshot', 'cql.json', '--update')).toMatchObject({ exit: 0 });
    expect(project.read('cql.json')).toContain('SELECT day FROM users');
  });

  it('checks that nothing has drifted: source, schema and files', async () => {
    await session.execute('CREATE TABLE drifting (id int PRIMARY KEY, amount int)');
    project.write(
      'src/users.ts',
      program(`const { rows } = await session.execute('SELECT * FROM drifting');
  rows.map(({ amount }) => amount);`),
    );
    expect((await types('--check')).error).toContain(`error: ${generated} does not exist\n`);
    await types('--snapshot', 'cql.json');
    expect(await types('--check')).toMatchObject({ exit: 0 });

    await session.execute('ALTER TABLE drifting DROP amount');
    await session.execute('ALTER TABLE drifting ADD price decimal');
    const drifted = await types('--snapshot', 'cql.json', '--update', '--check');
    expect(drifted).toMatchObject({ exit: 3, out: '' });
    // The call that breaks, in the words of the compiler.
    expect(drifted.error).toMatch(/^src\/users\.ts:4:15 - error TS2339: Property 'amount' does not exist/);
    expect(drifted.error).toContain(`error: ${generated} is out of date\nerror: cql.json is out of date\n`);
    expect(project.read(generated)).not.toContain('price');
    // Without a server, the snapshot is the schema.
    expect(await withoutServer('--snapshot', 'cql.json', '--check')).toMatchObject({ exit: 0 });
  });

  it('says what is wrong with a project, a server or a snapshot, and writes nothing', async () => {
    project.write('src/users.ts', 'const = 1;');
    expect((await types()).error).toMatch(/^error: The project does not parse\nsrc\/users\.ts:1:7 - error TS1134/);
    project.write('src/users.ts', program(''));
    expect((await withoutServer()).error).toMatch(/ECONNREFUSED[^]*--contact-points/);
    expect((await types('--project', 'nothing.json')).error).toMatch(/nothing\.json/);
    project.write('cql.json', '{ "version": 7 }');
    expect((await types('--snapshot', 'cql.json')).error).toMatch(
      /its version is 7, not 1\n {2}Write it anew.*--update/,
    );
    expect((await types('--schema', 'a.cql', '--migrations', 'b')).exit).toBe(2);
    expect(existsSync(`${project.folder}/${generated}`)).toBe(false);
  });
});
