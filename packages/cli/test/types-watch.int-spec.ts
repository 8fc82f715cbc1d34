import { renameSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { runCommandLine, type ExitCode } from '../src/index';
import { ServerCommands } from './server-commands';
import { StandInKit } from './stand-in-kit';
import { TypesProject } from './types-project';

const keyspace = useKeyspace();
const commands = new ServerCommands(keyspace);
const generated = 'src/cql.generated.d.ts';
let session: AsyncCassandraSession;
let project: TypesProject;
let watching: Watching | undefined;

beforeAll(async () => {
  session = await commands.connect();
  await session.execute('CREATE TABLE people (id int PRIMARY KEY, name text)');
});
afterAll(() => commands.close());
beforeEach(() => (project = new TypesProject()));
afterEach(async () => {
  await watching?.end();
  project.remove();
});

/** A command that runs until it is interrupted. */
class Watching {
  readonly exit: Promise<ExitCode>;
  readonly #control = new AbortController();
  #said = '';
  #onSaid: () => void = () => {};

  constructor(words: readonly string[]) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdout.resume();
    stderr.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString();
      this.#onSaid();
    });
    const surroundings = { environment: commands.environment(), folder: project.folder, signal: this.#control.signal };
    this.exit = runCommandLine(['types', '--watch', '--request-timeout', '10m', ...words], {
      stdin,
      stdout,
      stderr,
      ...surroundings,
    });
  }

  /** Waits until a condition is true after something was said: it is asked each time. */
  async until(isTrue: (said: string) => boolean): Promise<void> {
    while (!isTrue(this.#said)) await new Promise<void>((resolve) => (this.#onSaid = resolve));
  }

  async end(): Promise<ExitCode> {
    this.#control.abort();
    return this.exit;
  }
}

const program = (...texts: string[]) => `import type { AsyncCassandraSession } from '@async-cassandra/core';
export const run = (session: AsyncCassandraSession) => [${texts.map((text) => `session.execute('${text}')`).join(', ')}];
`;
const knows = (text: string) => () => project.has(generated) && project.read(generated).includes(text);

it('generates again after each kind of change, and goes on after errors', async () => {
  project.write('src/run.ts', 'const = 1;');
  watching = new Watching([]);
  await watching.until((said) => said.includes('does not parse'));

  project.write('src/run.ts', program('SELECT id FROM people'));
  await watching.until(knows('SELECT id FROM people'));

  // Some editors write another file, and give it the name.
  project.write('src/run.ts~', program('SELECT name FROM people'));
  renameSync(path.join(project.folder, 'src/run.ts~'), path.join(project.folder, 'src/run.ts'));
  await watching.until(knows('SELECT name FROM people'));

  for (const limit of [1, 2, 3, 4, 5]) project.write('src/run.ts', program(`SELECT id FROM people LIMIT ${limit}`));
  await watching.until(knows('LIMIT 5'));

  project.write('src/more/deep/another.ts', program('SELECT * FROM people'));
  await watching.until(knows('SELECT * FROM people'));

  await session.execute('ALTER TABLE people ADD born int');
  await watching.until(knows('readonly born: number | null'));

  project.write('src/more/deep/another.ts', program('SELECT nope FROM people'));
  await watching.until((said) => /another\.ts:2:\d+ - error: .*nope/.test(said));
  project.write('src/more/deep/another.ts', program('SELECT born FROM people'));
  await watching.until(knows('SELECT born FROM people'));

  project.write('async-cassandra.config.json', '{ "types": ');
  await watching.until((said) => said.includes('async-cassandra.config.json cannot be read'));
  project.write('async-cassandra.config.json', '{ "types": { "strict": true } }');
  await watching.until(knows('strict: true'));

  expect(await watching.end()).toBe(0);
});

it('starts another server when its schema has changed', async () => {
  const kit = new StandInKit(`${keyspace.name}_watched`);
  kit.installIn(project);
  project.write('src/run.ts', program('SELECT * FROM things'));
  project.write('schema.cql', 'CREATE TABLE things (id int PRIMARY KEY);');
  watching = new Watching(['--schema', 'schema.cql', '--keyspace', `${keyspace.name}_watched`]);
  await watching.until(knows('row: { readonly id: number };'));

  project.write('schema.new.cql', 'CREATE TABLE things (id text PRIMARY KEY);');
  renameSync(path.join(project.folder, 'schema.new.cql'), path.join(project.folder, 'schema.cql'));
  await watching.until(knows('row: { readonly id: string };'));
  await watching.end();
  expect(kit).toMatchObject({ starts: [{ nodes: 1 }, { nodes: 1 }], stops: 2 });
});
