// The packed packages on every line of Node that they promise, on Bun and on Deno: installed once, then loaded and put to work by each.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startCassandra } from '@async-cassandra/testing';
import { runCommand } from '../run-command.mjs';
import { publicPackages } from '../checks/api-report.mjs';
import { installPacked } from '../checks/pack.mjs';
import { packageSizes } from '../checks/package-sizes.mjs';
import { obtain, runtimes } from './runtimes.mjs';

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

// Requested one after the other, before the tests are named: the name of a test tells that its runtime is missing.
const found = [];
for (const runtime of runtimes) found.push({ ...runtime, ...(await obtain(runtime)) });

/** A test on a runtime; its reason is in its name where it is skipped. */
const itOn = ({ program, reason }, title, work) =>
  it(program ? title : `${title} [needs it from npm: ${reason}]`, { skip: program === undefined }, work);

describe('packed packages', () => {
  const app = mkdtempSync(path.join(tmpdir(), 'async-cassandra-node-'));
  const inApp = { cwd: app };
  let packed;
  let cassandra;
  let keyspace;

  before(async () => {
    packed = await installPacked(app);
    for (const [file, text] of Object.entries(apps)) writeFileSync(path.join(app, file), text);
    cpSync(path.join(import.meta.dirname, 'smoke.mjs'), path.join(app, 'smoke.mjs'));
    cassandra = await startCassandra({ progress: false });
    keyspace = await cassandra.createKeyspace('smoke');
  });
  after(async () => {
    await cassandra?.stop();
    rmSync(app, { recursive: true, force: true });
  });

  for (const runtime of found.filter(({ promised }) => promised)) {
    for (const file of Object.keys(apps)) {
      const how = path.extname(file) === '.cjs' ? 'require' : 'import';
      itOn(runtime, `work on ${runtime.name} when loaded by ${how}`, async () => {
        const { node: version, ...seen } = JSON.parse(await runCommand(runtime.program, [file], inApp));
        assert.match(version, new RegExp(`^v${runtime.name.split(' ')[1]}\\.`));
        assert.deepEqual(seen, { name: 'Ada', streamed: 1225 });
      });
    }
  }

  for (const runtime of found) {
    itOn(
      runtime,
      `write, read, stream, scan, abort and shut down on ${runtime.name}, which then ends by itself`,
      async () => {
        const { contactPoints, port, localDatacenter } = cassandra.clusterOptions();
        const env = {
          SMOKE_SERVER: JSON.stringify({ contactPoints, port, localDatacenter, keyspace }),
          SMOKE_RUN: runtime.name,
        };
        const printed = await runCommand(runtime.program, [...runtime.args, 'smoke.mjs'], { ...inApp, env });
        assert.deepEqual(JSON.parse(printed), {
          read: 'grüße',
          streamed: 124_750,
          scanned: 500,
          aborted: 'enough',
          afterShutdown: 'CLOSED',
        });
      },
    );
  }

  for (const { name } of packages) {
    it(`of ${name} stay within their size`, () => {
      const kilobytes = packed.get(name).size / 1000;
      assert.ok(
        kilobytes <= packageSizes[name],
        `${kilobytes.toFixed(0)} kB; tools/checks/package-sizes.mjs allows ${packageSizes[name]}`,
      );
    });
  }
});
