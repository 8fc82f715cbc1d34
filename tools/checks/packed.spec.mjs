// The packages as users get them: packed, installed from the tarball into fresh apps, imported both ways, compiled against.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { runCommand, runTool } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { linksIn } from './markdown.mjs';
import { installPacked } from './pack.mjs';

const packages = publicPackages();
/** Doors that are one function, as Jest wants it. */
const functions = new Set(['setup', 'teardown'].map((name) => `@async-cassandra/testing/jest/${name}`));
const specifiers = packages.flatMap(({ doors }) => doors.map(({ specifier }) => specifier));

/** Tells the main thread the names that a door exports; `found` is what require or import gave. */
const tellNames = `
  const isFunction = typeof (found.default ?? found) === 'function';
  const names = Object.keys(found).filter((name) => !['default', 'module.exports', '__esModule'].includes(name));
  parentPort.postMessage([...(isFunction ? ['a function'] : []), ...names.sort()]);
`;
/** By file: what loads the door that it is given, in a thread of its own, which has loaded nothing else. */
const loaders = {
  'door.cjs': `const { parentPort, workerData } = require('node:worker_threads'); const found = require(workerData); ${tellNames}`,
  'door.mjs': `import { parentPort, workerData } from 'node:worker_threads'; const found = await import(workerData); ${tellNames}`,
};
/** Prints the names of each door, by its specifier: as each loader of its arguments sees them. */
const loadDoors = `
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
const doors = {};
for (const workerData of ${JSON.stringify(specifiers)}) {
  doors[workerData] = [];
  for (const file of process.argv.slice(2)) {
    const [names] = await once(new Worker(file, { workerData }), 'message');
    doors[workerData].push(names);
  }
}
console.log(JSON.stringify(doors));
`;

describe('a packed package', () => {
  const app = mkdtempSync(path.join(tmpdir(), 'async-cassandra-packed-'));
  const inApp = { cwd: app };
  let packed;
  let doors;

  before(async () => {
    packed = await installPacked(app);
    for (const [file, text] of Object.entries(loaders)) writeFileSync(path.join(app, file), text);
    writeFileSync(path.join(app, 'doors.mjs'), loadDoors);
    const files = Object.keys(loaders).map((file) => path.join(app, file));
    doors = JSON.parse(await runCommand(process.execPath, ['doors.mjs', ...files], inApp));
  });
  after(() => rmSync(app, { recursive: true, force: true }));

  for (const { name } of packages) {
    it(`of ${name} holds its build, its sources and its licence, and no tests`, () => {
      const { contents } = packed.get(name);
      for (const file of ['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts']) {
        assert.ok(contents.includes(file), `${file} is missing`);
      }
      assert.deepEqual(
        contents.filter((file) => /spec(-support)?\.|\.tsbuildinfo$|^out\/|^test\//.test(file)),
        [],
      );
    });

    it(`of ${name} holds what its documentation offers beside the code`, () => {
      const { contents } = packed.get(name);
      const offered = { '@async-cassandra/core': ['grafana/alerts.yaml', 'grafana/dashboard.json'] }[name] ?? [];
      assert.deepEqual(contents.filter((file) => offered.includes(file)).sort(), offered);
    });

    it(`of ${name} has pages whose links work from node_modules`, () => {
      const { contents } = packed.get(name);
      const folder = path.join(app, 'node_modules', name);
      const pages = contents.filter((file) => file.endsWith('.md'));
      assert.ok(pages.includes('README.md'));
      for (const page of pages) {
        const links = linksIn(readFileSync(path.join(folder, page), 'utf8'))
          .filter((link) => !/^(#|[a-z]+:)/.test(link))
          .map((link) => path.posix.join(path.posix.dirname(page), link.split('#')[0]));
        const dead = links.filter((link) => !contents.includes(link));
        assert.deepEqual(
          dead,
          [],
          `${page}: link to the address of the repository (tools/checks/manifests.mjs) instead`,
        );
      }
    });

    it(`of ${name} offers the editor nothing that is marked @internal`, () => {
      const declarations = packed.get(name).contents.filter((file) => file.endsWith('.d.ts'));
      const installed = path.join(app, 'node_modules', name);
      assert.ok(declarations.length > 0);
      assert.deepEqual(
        declarations.filter((file) => readFileSync(path.join(installed, file), 'utf8').includes('@internal')),
        [],
      );
    });

    it(`of ${name} has nothing that publint objects to`, async () => {
      const tarball = Uint8Array.from(readFileSync(packed.get(name).file)).buffer;
      const { messages } = await publint({ pack: { tarball }, level: 'warning', strict: true });
      assert.deepEqual(messages, []);
    });

    it(`of ${name} has types that resolve everywhere`, async () => {
      const tarball = createPackageFromTarballData(readFileSync(packed.get(name).file));
      const { types, problems } = await checkPackage(tarball);
      assert.ok(types);
      assert.deepEqual(problems, []);
    });
  }

  for (const specifier of specifiers) {
    it(`gives require and import the same ${specifier}`, () => {
      const [required, imported] = doors[specifier];
      assert.ok(required.length > 0);
      assert.deepEqual(imported, required);
    });
  }

  it('compiles in strict apps of both module kinds', async () => {
    const program = specifiers
      .map(
        (specifier, i) =>
          `import ${functions.has(specifier) ? '' : '* as '}door${i} from '${specifier}';\nexport const names${i}: string[] = Object.keys(door${i});\n`,
      )
      .join('');
    writeFileSync(path.join(app, 'app.cts'), program);
    writeFileSync(path.join(app, 'app.mts'), program);
    // The newest compiler: the oldest compiles the samples of the documentation against the packages (samples.mjs).
    await runTool(
      'typescript-7',
      ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node', 'app.cts', 'app.mts'],
      inApp,
    );
  });
});
