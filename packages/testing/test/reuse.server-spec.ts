import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ObservedProcess, command, isAlive, newCache, until } from './server-process';

const schema = `CREATE KEYSPACE people WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1};
CREATE TABLE people.names (name text PRIMARY KEY)`;
const index = JSON.stringify(require.resolve('../dist/index.js'));

/** The tests follow one another: two servers are left running, one loses its keeper, the other is stopped. */
describe('a server that is reused', () => {
  const cache = newCache();
  const script = join(cache, 'people.cql');
  const started: ObservedProcess[] = [];

  beforeEach(() => writeFileSync(script, schema));
  afterAll(async () => {
    await perform([command, 'stop', '--all']);
    for (const { child } of started) child.kill('SIGKILL');
    for (const each of started) {
      await each.exit();
      rmSync(each.temporaryFolder, { recursive: true, force: true });
    }
    rmSync(cache, { recursive: true, force: true });
  });

  function begin(args: string[]): ObservedProcess {
    const run = new ObservedProcess(args, { ASYNC_CASSANDRA_CACHE: cache });
    started.push(run);
    return run;
  }

  async function perform(args: string[]): Promise<string> {
    const run = begin(args);
    const exit = await run.exit();
    expect({ exit, output: run.output }).toMatchObject({ exit: [0, null] });
    return run.output;
  }

  /** A program that takes the server, writes a name, prints how many there are, and ends. */
  function writing(name: string): string[] {
    const all = JSON.stringify({ provider: 'jvm', reuse: true, initScripts: [script] });
    const program = `(async () => {
      const fixture = await require(${index}).startCassandra(${all});
      await fixture.createKeyspace('of_its_own');
      await fixture.runCql("INSERT INTO people.names (name) VALUES ('${name}')");
      const names = await fixture.runCql('SELECT name FROM people.names');
      console.log('port ' + fixture.port + ', names ' + names.length);
      await fixture.stop();
      const keyspaces = await fixture.runCql('SELECT keyspace_name FROM system_schema.keyspaces');
      console.log('left', keyspaces.filter((row) => row.keyspace_name.startsWith('of_its_own')).length);
    })();`;
    return ['-e', program];
  }

  const portIn = (output: string) => /port (\d+), names/.exec(output)?.[1];

  it('serves one start after the other, also of processes that come at once', async () => {
    const [first, second] = await Promise.all([perform(writing('Ada')), perform(writing('Grace'))]);
    const third = await perform(writing('Barbara'));
    expect(third).toMatch(/names 3\nleft 0\n/);
    expect(new Set([first, second, third].map(portIn)).size).toBe(1);
    expect(third).toMatch(/\(external: left running; to end it: async-cassandra-testing stop --name reuse-\w+\)/);
  });

  it('is another one when a script has another text', async () => {
    writeFileSync(script, `${schema}; INSERT INTO people.names (name) VALUES ('Hedy')`);
    expect(await perform(writing('Ada'))).toMatch(/names 2\n/);
  });

  it('goes with its keeper, and the next start begins another one', async () => {
    const owner = started.find(({ runFolders }) => runFolders.length > 0) as ObservedProcess;
    const [node] = owner.nodePids();
    expect(isAlive(node as number)).toBe(true);
    process.kill(keeperOf(owner), 'SIGKILL');
    await until(() => !isAlive(node as number));
    await until(() => owner.runFolders.length === 0);

    const next = begin(writing('Grace'));
    await until(() => next.nodePids().length > 0);
    next.child.kill('SIGKILL');
    await until(() => next.runFolders.length === 0);
  });

  it('ends by the command', async () => {
    expect(await perform([command, 'stop', '--all'])).toMatch(/^Stopped reuse-\w+\n$/);
    expect(await perform([command, 'stop', '--all'])).toBe('No server was running\n');
  });
});

/** The name of a run folder tells the process to which its nodes belong. */
function keeperOf({ runFolders }: ObservedProcess): number {
  return Number(/-(\d+)-\w+$/.exec(runFolders[0] as string)?.[1]);
}
