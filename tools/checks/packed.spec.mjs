// The packages as users get them: packed, installed from the tarball into fresh apps, imported both ways, compiled against.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCommand, runNpm, runTool } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { linksIn } from './markdown.mjs';
import { packAll, peersOfOpenTelemetry, tarballsOf } from './pack.mjs';

const packages = publicPackages();
/** Of doors that need them. */
const optionalPeers = ['@nestjs/terminus', ...peersOfOpenTelemetry];
/** Doors that are one function, as Jest wants it. */
const functions = new Set(['setup', 'teardown'].map((name) => `@async-cassandra/testing/jest/${name}`));
const specifiers = packages.flatMap(({ doors }) => doors.map(({ specifier }) => specifier));

describe('a packed package', () => {
  const app = mkdtempSync(path.join(tmpdir(), 'async-cassandra-packed-'));
  const inApp = { cwd: app };
  let packed;

  before(async () => {
    packed = await packAll(app);
    writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
    const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '@types/node@20', ...optionalPeers];
    await runNpm([...install, ...tarballsOf(packed)], inApp);
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
      await runTool('publint', ['run', '--strict', packed.get(name).file]);
    });

    it(`of ${name} has types that resolve everywhere`, async () => {
      await runTool('@arethetypeswrong/cli', [packed.get(name).file]);
    });
  }

  for (const specifier of specifiers) {
    it(`gives require and import the same ${specifier}`, async () => {
      const names = `[
        ...(typeof (found.default ?? found) === 'function' ? ['a function'] : []),
        ...Object.keys(found).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).sort(),
      ]`;
      writeFileSync(
        path.join(app, 'a.cjs'),
        `const found = require('${specifier}'); console.log(JSON.stringify(${names}))`,
      );
      writeFileSync(
        path.join(app, 'a.mjs'),
        `import * as found from '${specifier}'; console.log(JSON.stringify(${names}))`,
      );
      const required = JSON.parse(await runCommand(process.execPath, ['a.cjs'], inApp));
      const imported = JSON.parse(await runCommand(process.execPath, ['a.mjs'], inApp));
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
    await runTool(
      'typescript',
      ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node', 'app.cts', 'app.mts'],
      inApp,
    );
  });
});
