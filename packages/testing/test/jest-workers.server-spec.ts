import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ObservedProcess } from './server-process';

const workers = 8;
// Below the package, so that it finds the package by its name as a user's project does.
const project = join(__dirname, '..', 'out', 'jest-workers');

const testFile = `
const { writeFileSync } = require('node:fs');
const { useKeyspace } = require('@async-cassandra/testing/jest');
const keyspace = useKeyspace({ scripts: ['CREATE TABLE t (id int PRIMARY KEY)'] });

test('has a keyspace of its own on the shared server', async () => {
  await keyspace.runCql('INSERT INTO t (id) VALUES (1)');
  expect(await keyspace.runCql('SELECT id FROM t')).toHaveLength(1);
  const seen = { port: keyspace.clusterOptions().port, name: keyspace.name, pid: process.pid };
  writeFileSync(__filename.replace('.test.js', '.' + process.env.RUN + '.json'), JSON.stringify(seen));
});
`;

interface Seen {
  readonly port: number;
  readonly name: string;
  readonly pid: number;
}

describe('Jest with eight workers', () => {
  const runs: ObservedProcess[] = [];

  beforeEach(() => {
    rmSync(project, { recursive: true, force: true });
    mkdirSync(project, { recursive: true });
    writeFileSync(
      join(project, 'jest.config.js'),
      `module.exports = {
        globalSetup: '@async-cassandra/testing/jest/setup',
        globalTeardown: '@async-cassandra/testing/jest/teardown',
        globals: { cassandra: { provider: 'jvm', heapMb: 400 } },
        modulePathIgnorePatterns: [],
        testTimeout: 600000,
      };`,
    );
    for (let number = 1; number <= workers; number++) writeFileSync(join(project, `file-${number}.test.js`), testFile);
  });
  afterEach(async () => {
    for (const { child } of runs) child.kill('SIGKILL');
    for (const run of runs.splice(0)) {
      await run.exit();
      rmSync(run.temporaryFolder, { recursive: true, force: true });
    }
    rmSync(project, { recursive: true, force: true });
  });

  /** What its test files have seen, when the run has passed. */
  async function runJest(name: string): Promise<Seen[]> {
    const jest = join(require.resolve('jest/package.json'), '..', 'bin', 'jest.js');
    const args = [jest, '--config', join(project, 'jest.config.js'), '--maxWorkers', String(workers)];
    // The temporary folder is the same for all runs, as it is on a machine of a user.
    const run = new ObservedProcess(args, { RUN: name }, runs[0]?.temporaryFolder);
    runs.push(run);
    const exit = await run.exit();
    expect(run.output).toMatch(/Tests: +8 passed, 8 total/);
    expect(exit).toEqual([0, null]);
    return readdirSync(project)
      .filter((file) => file.endsWith(`.${name}.json`))
      .map((file) => JSON.parse(readFileSync(join(project, file), 'utf8')) as Seen);
  }

  const portsOf = (seen: readonly Seen[]) => [...new Set(seen.map(({ port }) => port))];
  const leftFolders = () => runs.flatMap(({ runFolders }) => runFolders);

  it('starts one server for all, gives each file its keyspace, and leaves nothing, also when another run is under way', async () => {
    const both = await Promise.all([runJest('one'), runJest('two')]);
    for (const seen of both) {
      expect(portsOf(seen)).toHaveLength(1);
      expect(new Set(seen.map(({ name }) => name)).size).toBe(workers);
      expect(new Set(seen.map(({ pid }) => pid)).size).toBeGreaterThan(1);
    }
    expect(portsOf(both[0])).not.toEqual(portsOf(both[1]));
    expect(leftFolders()).toEqual([]);
  });
});
