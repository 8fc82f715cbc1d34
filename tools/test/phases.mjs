// The phases of `npm test`, as a table. A phase starts when the phases that it needs are done and there is room; phases at the top go first: long
// ones that wait for servers more than they compute.
//
//   needs    phases that must have succeeded; they are above it
//   isQuick  it belongs to `npm run test:quick`
//   of       the only workspace that the phase concerns: `--only` for another one leaves it out
//   run      resolves with `{ counts, output }` of tests, or with a description of what it did. A rejection is one failure
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { checkTypes } from '../build/check-types.mjs';
import { buildableFolders, buildWorkspaces } from '../build/workspaces.mjs';
import { packForAll } from '../checks/pack.mjs';
import { root, runTool } from '../run-command.mjs';
import { workspaces } from './options.mjs';
import { provideBrowser, provideDocker, provideJava11 } from './provision.mjs';
import { runJest } from './run-jest.mjs';
import { runNodeTests } from './run-node-tests.mjs';

const cores = availableParallelism();
/** The number of phases that run at once: the two with several servers, `cluster` and `server`, mostly wait. */
export const phasesAtOnce = cores + 2;

const placesOf = (only = []) => only.map((workspace) => workspaces.get(workspace));

/** The folders of packages and applications: all of them, or some and the testing package, whose build their tests use. */
const builtFor = (only) =>
  only === undefined || only.includes('tools') ? buildableFolders : [...new Set(placesOf(['testing', ...only]))];

async function lint(only) {
  await runTool('oxlint', placesOf(only));
}

async function checkFormat(only) {
  await runTool('oxfmt', ['--check', ...placesOf(only)]);
}

/** Runs Jest projects of these kinds, `workers` files at a time. */
const jest = (kinds, workers = cores) => ({
  kinds,
  run: (only, show) => runJest(kinds, { packages: only, workers, show }),
});

const toolSpecs = () =>
  readdirSync(path.join(root, 'tools'), { recursive: true })
    .filter((file) => file.endsWith('.spec.mjs'))
    .map((file) => path.join('tools', file));
const isOfRuntimes = (file) => path.dirname(file) === path.join('tools', 'runtimes');
/** These only read the sources: half a second each, without a build. */
const isOfSources = (file) =>
  /^tools.(checks.(file-lengths|format|manifests|markdown|plain-english)|lint.rooms)\.spec\.mjs$/.test(file);

const nodeTests = (isIncluded) => (_, show) =>
  runNodeTests(toolSpecs().filter(isIncluded), { workers: Math.ceil(cores / 2), show });

export const phases = [
  { name: 'build', isQuick: true, run: (only) => buildWorkspaces(builtFor(only)) },
  { name: 'browser', of: 'demo-api', run: (_, show) => provideBrowser(show) },
  { name: 'java-11', needs: ['build'], of: 'testing', run: () => provideJava11() },
  { name: 'docker', needs: ['build'], of: 'testing', run: (_, show) => provideDocker(show) },
  // In one process, because the files share the cluster of the process.
  { name: 'cluster', needs: ['build', 'browser'], ...jest(['cluster'], 1) },
  { name: 'server', needs: ['build', 'java-11'], ...jest(['server'], 1) },
  { name: 'types', needs: ['build'], isQuick: true, run: (only) => checkTypes(builtFor(only)) },
  { name: 'lint', isQuick: true, run: lint },
  { name: 'format', isQuick: true, run: checkFormat },
  { name: 'sources', isQuick: true, run: nodeTests(isOfSources) },
  { name: 'pack', needs: ['build'], of: 'tools', run: packForAll },
  {
    name: 'tools',
    needs: ['build', 'pack'],
    of: 'tools',
    run: nodeTests((file) => !isOfRuntimes(file) && !isOfSources(file)),
  },
  // One file at a time: each change of a schema is read again by every client, and a client of another file has no use for it.
  { name: 'real', needs: ['build', 'browser'], ...jest(['real'], 1) },
  // A container that starts or ends changes the machine's network, and a page that a browser is loading then fails: so not at the same time.
  { name: 'container', needs: ['build', 'docker', 'cluster', 'real'], ...jest(['container'], 1) },
  { name: 'runtimes', needs: ['build', 'pack'], of: 'tools', run: nodeTests(isOfRuntimes) },
  // Last, because it fills the cores to its end. One worker more than cores: half of the specs with stubs wait for timers now and then.
  // The check of the types writes the code of the specs.
  { name: 'unit', needs: ['build', 'types'], isQuick: true, ...jest(['unit', 'stub'], cores + 1) },
];
