// The packed packages on every line of Node that they promise: installed once, then loaded and put to work by each.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCommand, runNpm } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { packageSizes } from './package-sizes.mjs';

const nodeLines = [20, 22, 24];
/** Optional peers that a door cannot be opened without. */
const peersOfDoors = ['@nestjs/terminus@11'];
const packages = publicPackages();
const specifiers = packages.flatMap(({ doors }) => doors.map(({ specifier }) => specifier));

/** Opens every door, then asks a node for a row and streams more of them: sockets, checksums and generated decoders at work. */
const work = `
const { CqlStub, rows, pagedRows } = testing;
async function main() {
  const stub = await CqlStub.start();
  stub.when({ query: 'SELECT * FROM users' }).reply(rows({ id: 'int', name: 'text' }, [[1, 'Ada']]));
  stub.when({ query: 'SELECT id FROM events' }).reply(pagedRows({ id: 'int' }, Array.from({ length: 50 }, (_, id) => [id])));
  const cluster = new core.AsyncCluster(stub.clusterOptions());
  const session = await cluster.connect();
  const user = (await session.execute('SELECT * FROM users')).one();
  let streamed = 0;
  for await (const { id } of await session.executeStream('SELECT id FROM events', [], { streamConfig: { fetchSize: 10 } })) streamed += id;
  await cluster.shutdown();
  await stub.close();
  console.log(JSON.stringify({ node: process.version, name: user.name, streamed }));
}
main();
`;

const apps = {
  'works.cjs': `${specifiers.map((door) => `require('${door}');`).join('\n')}
const core = require('@async-cassandra/core'); const testing = require('@async-cassandra/testing');${work}`,
  'works.mjs': `${specifiers.map((door) => `import '${door}';`).join('\n')}
import * as core from '@async-cassandra/core'; import * as testing from '@async-cassandra/testing';${work}`,
};

describe('packed packages', () => {
  const app = mkdtempSync(path.join(tmpdir(), 'async-cassandra-node-'));
  const inApp = { cwd: app };
  const sizes = new Map();

  before(async () => {
    const tarballs = [];
    for (const { name, folder } of packages) {
      const pack = ['pack', '--json', '--silent', '--pack-destination', app];
      const [{ filename, size }] = JSON.parse(await runNpm(pack, { cwd: folder }));
      sizes.set(name, size);
      tarballs.push(path.join(app, filename));
    }
    writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
    for (const [file, text] of Object.entries(apps)) writeFileSync(path.join(app, file), text);
    const nodes = nodeLines.map((line) => `node-${line}@npm:node-${process.platform}-${process.arch}@${line}`);
    await runNpm(
      ['install', '--prefer-offline', '--no-audit', '--no-fund', ...nodes, ...peersOfDoors, ...tarballs],
      inApp,
    );
  });
  after(() => rmSync(app, { recursive: true, force: true }));

  for (const line of nodeLines) {
    for (const file of Object.keys(apps)) {
      it(`work on Node ${line} when loaded by ${path.extname(file) === '.cjs' ? 'require' : 'import'}`, async () => {
        const node = path.join(app, 'node_modules', `node-${line}`, 'bin', 'node');
        const { node: version, ...seen } = JSON.parse(await runCommand(node, [file], inApp));
        assert.match(version, new RegExp(`^v${line}\\.`));
        assert.deepEqual(seen, { name: 'Ada', streamed: 1225 });
      });
    }
  }

  for (const { name } of packages) {
    it(`of ${name} stay within their size`, () => {
      const kilobytes = sizes.get(name) / 1000;
      assert.ok(
        kilobytes <= packageSizes[name],
        `${kilobytes.toFixed(0)} kB; tools/checks/package-sizes.mjs allows ${packageSizes[name]}`,
      );
    });
  }
});
