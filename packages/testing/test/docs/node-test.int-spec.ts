import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ObservedProcess, command } from '../server-process';

// Below the package, so that it finds the package by its name as a user's project does.
const project = join(__dirname, '..', '..', 'out', 'node-test');

it('shares the server of the command around it, and leaves nothing there', async () => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  const files = ['one', 'two'].map((name) => join(project, `${name}.mjs`));
  for (const file of files) cpSync(join(__dirname, 'node-test', 'orders.mjs'), file);
  const { CASSANDRA_CONTACT_POINTS } = process.env;
  const run = new ObservedProcess([command, 'run', '--', process.execPath, '--test', ...files], {
    CASSANDRA_CONTACT_POINTS,
  });
  const exit = await run.exit();
  expect(run.output).toMatch(/tests 2\n[^]*pass 2\n/);
  expect(exit).toEqual([0, null]);
  expect(run.output.match(/Cassandra answers at/g)).toHaveLength(1);
  for (const folder of [run.temporaryFolder, project]) rmSync(folder, { recursive: true, force: true });
});
