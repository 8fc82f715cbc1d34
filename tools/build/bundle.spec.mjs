// The built code of core: few files, each module once, with its names and its stacks.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { root, runCommand } from '../run-command.mjs';

const require = createRequire(import.meta.url);
const core = path.join(root, 'packages/core');
const dist = path.join(core, 'dist');
const index = path.join(dist, 'index.js');
const codeFiles = readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.js'));
const run = async (program, flags = []) =>
  JSON.parse(
    await runCommand(process.execPath, [...flags, '-e', `console.log(JSON.stringify((() => {${program}})()))`]),
  );

describe('the code of core', () => {
  it('is a file for each entry point, and a few that they share', () => {
    const { exports } = JSON.parse(readFileSync(path.join(core, 'package.json'), 'utf8'));
    const doors = Object.values(exports).flatMap((target) => target.default ?? []);
    const own = codeFiles.filter((file) => !file.startsWith('bundle'));
    assert.deepEqual(own.sort(), doors.map((file) => path.relative('dist', file)).sort());
    const parts = codeFiles.filter((file) => file.startsWith(path.join('bundle', 'core-')));
    assert.ok(parts.length > 1 && parts.length < 6, `${parts.length} parts`);
    // A larger file raises the memory of every process at its first row: measure before this is changed.
    for (const part of parts) assert.ok(statSync(path.join(dist, part)).size < 280_000, part);
  });

  it('uses what another file exports without a lookup in its exports', () => {
    for (const file of codeFiles) {
      const code = readFileSync(path.join(dist, file), 'utf8');
      assert.doesNotMatch(code, /\brequire_core_\d+\.\w/, file);
    }
  });

  it('loads TLS and the lookup of names when they are used', async () => {
    const loaded = await run(`
      const before = new Set(process.moduleLoadList);
      require('${index}');
      return process.moduleLoadList.filter((name) => !before.has(name));`);
    assert.ok(loaded.includes('NativeModule net'));
    assert.deepEqual(
      loaded.filter((name) => ['NativeModule tls', 'NativeModule dns/promises'].includes(name)),
      [],
    );
  });

  it('holds each module once: its state and its classes are the same for all entry points', () => {
    const modules = codeFiles
      .filter((file) => existsSync(path.join(dist, `${file}.map`)))
      .flatMap((file) => {
        const { sources } = JSON.parse(readFileSync(path.join(dist, `${file}.map`), 'utf8'));
        return sources.map((source) => path.join(path.dirname(path.join(dist, file)), source));
      });
    assert.ok(modules.length > 100);
    assert.deepEqual(
      modules.filter((module, i) => modules.indexOf(module) !== i),
      [],
    );
    assert.deepEqual(
      modules.filter((module) => !existsSync(module)),
      [],
    );
  });

  it('keeps the names of its classes and functions', () => {
    const named = Object.entries(require(index)).filter(
      ([name, value]) => typeof value === 'function' && !(name in require('cassandra-driver').types),
    );
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter(([name, value]) => value.name !== name).map(([name]) => name),
      [],
    );
  });

  it('requires only what core depends on', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(core, 'package.json'), 'utf8'));
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const required = codeFiles.flatMap((file) =>
      [...readFileSync(path.join(dist, file), 'utf8').matchAll(/require\("([^".][^"]*)"\)/g)].map(([, name]) => name),
    );
    const isDeclared = (name) => declared.some((each) => name === each || name.startsWith(`${each}/`));
    assert.ok(required.some(isDeclared));
    assert.deepEqual(
      required.filter((name) => !name.startsWith('node:') && !isDeclared(name)),
      [],
    );
  });

  it('is strict', () => {
    for (const file of codeFiles) assert.match(readFileSync(path.join(dist, file), 'utf8'), /^"use strict";/);
  });

  it('has stacks that lead to the sources, with source maps', async () => {
    const stack = await run(
      `try { new (require('${index}').AsyncCluster)({ contactPoints: 1 }); } catch (e) { return e.stack; }`,
      ['--enable-source-maps'],
    );
    assert.match(stack, /packages\/core\/src\/cluster\/async-cluster\.ts:\d+/);
  });
});

describe('cassandra-driver beside the code of core', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-driver-'));
  after(() => rmSync(folder, { recursive: true }));
  const program = (module) => `
    const core = require('${module}');
    const hasClient = () => Object.keys(require.cache).some((file) => /cassandra-driver.lib.client\\.js$/.test(file));
    const before = hasClient();
    const { types, errors, policies, auth } = module.constructor.createRequire('${module}')('cassandra-driver');
    const same = [core.types === types, core.policies.retry === policies.retry, core.PlainTextAuthProvider === auth.PlainTextAuthProvider];
    return { before, same: [...same, core.NoHostAvailableError === errors.NoHostAvailableError] };`;

  it('is loaded in parts, which are the objects that an application gets', async () => {
    assert.deepEqual(await run(program(index)), { before: false, same: [true, true, true, true] });
  });

  it('is loaded whole where its files may lie elsewhere', async () => {
    const modules = path.join(folder, 'node_modules');
    const copy = path.join(modules, '@async-cassandra/core');
    cpSync(dist, path.join(copy, 'dist'), { recursive: true });
    cpSync(path.join(core, 'package.json'), path.join(copy, 'package.json'));
    symlinkSync(path.join(root, 'packages/cql-script'), path.join(modules, '@async-cassandra/cql-script'));
    const [lruCache] = [core, root].map((at) => path.join(at, 'node_modules/lru-cache')).filter(existsSync);
    symlinkSync(lruCache, path.join(modules, 'lru-cache'));
    const driver = path.join(modules, 'cassandra-driver');
    mkdirSync(driver);
    const manifest = {
      name: 'cassandra-driver',
      version: '4.99.0',
      exports: { '.': './index.js', './package.json': './package.json' },
    };
    writeFileSync(path.join(driver, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(driver, 'index.js'), `module.exports = require('${require.resolve('cassandra-driver')}');`);
    const found = await run(program(path.join(copy, 'dist/index.js')));
    assert.deepEqual(found, { before: true, same: [true, true, true, true] });
  });
});
