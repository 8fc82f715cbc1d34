import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ObservedProcess, newTemporaryFolder } from './server-process';

const files = 8;
// So that some run several files, as on a machine of a user.
const workers = 4;
const examples = join(__dirname, 'docs');
// Below the package, so that it finds the package by its name as a user's project does.
const project = join(__dirname, '..', 'out', 'runners');
const ofJest = join(project, 'jest');
const ofVitest = join(project, 'vitest');

const jestFile = `
const { writeFileSync } = require('node:fs');
const { useKeyspace } = require('@async-cassandra/testing/jest');
const keyspace = useKeyspace({ scripts: ['CREATE TABLE t (id int PRIMARY KEY)'] });

test('has a keyspace of its own on the shared server', async () => {
  await keyspace.runCql('INSERT INTO t (id) VALUES (1)');
  expect(await keyspace.runCql('SELECT id FROM t')).toHaveLength(1);
  const seen = { port: keyspace.clusterOptions().port, name: keyspace.name, pid: process.pid };
  writeFileSync(__filename.replace('.test.js', '.json'), JSON.stringify(seen));
});
`;
const jestConfig = `module.exports = {
  globalSetup: '@async-cassandra/testing/jest/setup',
  globalTeardown: '@async-cassandra/testing/jest/teardown',
  globals: { cassandra: { provider: 'jvm', heapMb: 400 } },
  modulePathIgnorePatterns: [],
  testTimeout: 600000,
};`;

const vitestConfig = `
// Installed packages are left to Node; the one of this workspace is not below node_modules.
const server = { deps: { external: [/packages.testing.dist/] } };
const projects = ['forks', 'threads'].map((pool) => ({ test: { name: pool, pool, include: ['*.mts'], server } }));
export default { test: { globalSetup: './cassandra.ts', projects } };
`;

function layOutJest(): void {
  mkdirSync(ofJest, { recursive: true });
  writeFileSync(join(ofJest, 'jest.config.js'), jestConfig);
  for (let number = 1; number <= files; number++) writeFileSync(join(ofJest, `file-${number}.test.js`), jestFile);
}

function layOutVitest(): void {
  mkdirSync(ofVitest, { recursive: true });
  writeFileSync(join(ofVitest, 'vitest.config.mjs'), vitestConfig);
  const setup = readFileSync(join(examples, 'vitest', 'cassandra.ts'), 'utf8');
  // Not in a container, which takes longer and changes the network of the machine.
  writeFileSync(join(ofVitest, 'cassandra.ts'), setup.replace('{ heapMb', "{ provider: 'jvm', heapMb"));
  for (const name of ['one', 'two']) cpSync(join(examples, 'vitest', 'orders.mts'), join(ofVitest, `${name}.mts`));
}

describe('runs of Jest and of Vitest at the same time', () => {
  // The same for both, as it is on a machine of a user.
  const temporaryFolder = newTemporaryFolder();
  let jest: ObservedProcess;
  let vitest: ObservedProcess;

  const begin = (...args: string[]) =>
    new ObservedProcess(args, { NO_COLOR: '1', FORCE_COLOR: undefined }, temporaryFolder);
  const fileOf = (runner: string, file: string) => join(require.resolve(`${runner}/package.json`), '..', file);

  beforeAll(async () => {
    rmSync(project, { recursive: true, force: true });
    layOutJest();
    layOutVitest();
    jest = begin(
      fileOf('jest', 'bin/jest.js'),
      '--config',
      join(ofJest, 'jest.config.js'),
      '--maxWorkers',
      String(workers),
    );
    vitest = begin(fileOf('vitest', 'vitest.mjs'), 'run', '--root', ofVitest);
    await Promise.all([jest.exit(), vitest.exit()]);
  });
  afterAll(async () => {
    for (const { child } of [jest, vitest]) child.kill('SIGKILL');
    for (const run of [jest, vitest]) await run.exit();
    for (const folder of [temporaryFolder, project]) rmSync(folder, { recursive: true, force: true });
  });

  const portsIn = ({ output }: ObservedProcess) =>
    [...output.matchAll(/Cassandra answers at \S+ port (\d+)/g)].map(([, port]) => Number(port));

  it('give each file of four workers of Jest its keyspace on one server', async () => {
    expect(jest.output).toMatch(/Tests: +8 passed, 8 total/);
    expect(await jest.exit()).toEqual([0, null]);
    const seen = readdirSync(ofJest)
      .filter((file) => /^file-\d\.json$/.test(file))
      .map(
        (file) => JSON.parse(readFileSync(join(ofJest, file), 'utf8')) as { port: number; name: string; pid: number },
      );
    expect(new Set(seen.map(({ name }) => name)).size).toBe(files);
    expect(new Set(seen.map(({ pid }) => pid)).size).toBeGreaterThan(1);
    expect([...new Set(seen.map(({ port }) => port))]).toEqual(portsIn(jest));
  });

  it('give each file of forks and of threads of Vitest its keyspace on one server', async () => {
    for (const pool of ['forks', 'threads']) {
      for (const name of ['one', 'two']) expect(vitest.output).toMatch(new RegExp(`\\|${pool}\\| ${name}\\.mts`));
    }
    expect(vitest.output).toMatch(/Tests +4 passed/);
    expect(await vitest.exit()).toEqual([0, null]);
    expect(portsIn(vitest)).toHaveLength(1);
  });

  it('have a server each, and leave nothing', () => {
    expect(new Set([...portsIn(jest), ...portsIn(vitest)]).size).toBe(2);
    expect(jest.runFolders).toEqual([]);
  });
});

describe('the README', () => {
  it.each(['vitest/cassandra.ts', 'vitest/orders.mts', 'node-test/orders.mjs'])(
    'shows %s as it is run here',
    (file) => {
      const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
      expect(readme).toContain(readFileSync(join(examples, file), 'utf8'));
    },
  );
});
