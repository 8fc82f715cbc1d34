import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ObservedProcess, command } from './server-process';

const examples = join(__dirname, 'docs');
// Below the package, so that it finds the package by its name as a user's project does.
const project = join(__dirname, '..', 'out', 'runners');

// No Docker, which takes longer, and no colors.
const plain = { DOCKER_HOST: 'unix:///no/such/socket', NO_COLOR: '1', FORCE_COLOR: undefined };

describe('a run of another test runner', () => {
  let run: ObservedProcess;

  beforeEach(() => {
    rmSync(project, { recursive: true, force: true });
    mkdirSync(project, { recursive: true });
  });
  afterEach(async () => {
    run.child.kill('SIGKILL');
    await run.exit();
    rmSync(run.temporaryFolder, { recursive: true, force: true });
    rmSync(project, { recursive: true, force: true });
  });

  it.each(['forks', 'threads'])('of Vitest with %s shares one server, and leaves nothing', async (pool) => {
    cpSync(join(examples, 'vitest', 'cassandra.ts'), join(project, 'cassandra.ts'));
    for (const name of ['one', 'two']) {
      cpSync(join(examples, 'vitest', 'orders.mts'), join(project, `${name}.mts`));
    }
    writeFileSync(
      join(project, 'vitest.config.mjs'),
      `export default { test: {
        globalSetup: './cassandra.ts', include: ['*.mts'], pool: '${pool}',
        // Installed packages are left to Node; the one of this workspace is not below node_modules.
        server: { deps: { external: [/packages.testing.dist/] } },
      } };`,
    );
    const vitest = join(require.resolve('vitest/package.json'), '..', 'vitest.mjs');
    run = new ObservedProcess([vitest, 'run', '--root', project], plain);
    const exit = await run.exit();
    expect(run.output).toMatch(/Tests +2 passed/);
    expect(exit).toEqual([0, null]);
    expect(run.output.match(/Cassandra answers at/g)).toHaveLength(1);
    expect(run.runFolders).toEqual([]);
  });

  it('of node:test shares the server of the command around it, and leaves nothing', async () => {
    for (const name of ['one', 'two']) {
      cpSync(join(examples, 'node-test', 'orders.mjs'), join(project, `${name}.mjs`));
    }
    const files = ['one', 'two'].map((name) => join(project, `${name}.mjs`));
    run = new ObservedProcess([command, 'run', '--provider', 'jvm', '--', process.execPath, '--test', ...files]);
    const exit = await run.exit();
    expect(run.output).toMatch(/tests 2\n[^]*pass 2\n/);
    expect(exit).toEqual([0, null]);
    expect(run.output.match(/Cassandra answers at/g)).toHaveLength(1);
    expect(run.runFolders).toEqual([]);
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
