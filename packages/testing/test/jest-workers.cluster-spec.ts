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
  writeFileSync(__filename.replace('.test.js', '.seen.json'), JSON.stringify(seen));
});
`;

describe('Jest with eight workers', () => {
  let run: ObservedProcess | undefined;

  beforeEach(() => {
    rmSync(project, { recursive: true, force: true });
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'setup.js'), "module.exports = require('@async-cassandra/testing/jest').globalSetup;");
    writeFileSync(
      join(project, 'teardown.js'),
      "module.exports = require('@async-cassandra/testing/jest').globalTeardown;",
    );
    writeFileSync(
      join(project, 'jest.config.js'),
      `module.exports = {
        globalSetup: './setup.js',
        globalTeardown: './teardown.js',
        globals: { cassandra: { provider: 'jvm', heapMb: 400 } },
        modulePathIgnorePatterns: [],
        testTimeout: 120000,
      };`,
    );
    for (let number = 1; number <= workers; number++) writeFileSync(join(project, `file-${number}.test.js`), testFile);
  });
  afterEach(async () => {
    run?.child.kill('SIGKILL');
    await run?.exit();
    if (run) rmSync(run.temporaryFolder, { recursive: true, force: true });
    rmSync(project, { recursive: true, force: true });
  });

  it('starts one server for all, gives each file its keyspace, and leaves nothing', async () => {
    const jest = join(require.resolve('jest/package.json'), '..', 'bin', 'jest.js');
    run = new ObservedProcess([jest, '--config', join(project, 'jest.config.js'), '--maxWorkers', String(workers)]);
    const exit = await run.exit();
    expect(run.output).toMatch(/Tests: +8 passed, 8 total/);
    expect(exit).toEqual([0, null]);

    const seen = readdirSync(project)
      .filter((name) => name.endsWith('.seen.json'))
      .map(
        (name) => JSON.parse(readFileSync(join(project, name), 'utf8')) as { port: number; name: string; pid: number },
      );
    expect(new Set(seen.map(({ port }) => port)).size).toBe(1);
    expect(new Set(seen.map(({ name }) => name)).size).toBe(workers);
    expect(new Set(seen.map(({ pid }) => pid)).size).toBeGreaterThan(1);
    expect(run.runFolders).toEqual([]);
  });
});
