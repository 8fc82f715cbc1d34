// The Nest module as an application has it: packed, beside Nest 11 and Nest 12, in applications of both module kinds.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCommand, runNpm } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { pack } from './pack.mjs';

const packages = publicPackages().filter(({ name }) => /\/(core|nestjs|testing)$/.test(name));

/** `load` is require or import. Ends by itself, and prints what it found. */
const program = `
async function main() {
  await load('reflect-metadata');
  const { Controller, Get, Module } = await load('@nestjs/common');
  const { NestFactory } = await load('@nestjs/core');
  const { AsyncCassandraSession, AsyncCluster } = await load('@async-cassandra/core');
  const nest = await load('@async-cassandra/nestjs');
  const { CassandraHealthIndicator } = await load('@async-cassandra/nestjs/terminus');
  const { TerminusModule } = await load('@nestjs/terminus');
  const { CqlStub, rows, serverError } = await load('@async-cassandra/testing');

  const stub = await CqlStub.start();
  stub.when('SELECT a FROM t').reply(rows({ a: 'bigint' }, [[1], [2]]));
  stub.when('SELECT b FROM t').reply(serverError.unavailable());

  class Api {
    constructor(session, reports, health) {
      Object.assign(this, { session, reports, health });
    }
    rows() {
      return this.reports.executeStream('SELECT a FROM t');
    }
    async all() {
      return (await this.session.execute('SELECT a FROM t')).rows;
    }
    unavailable() {
      return this.session.execute('SELECT b FROM t');
    }
    check() {
      return this.health.pingCheck('cassandra');
    }
  }
  const decorate = (decorators, target, key) => {
    const descriptor = key && Object.getOwnPropertyDescriptor(target, key);
    for (const decorator of decorators) decorator(target, key, descriptor);
  };
  Reflect.defineMetadata('design:paramtypes', [AsyncCassandraSession, Object, CassandraHealthIndicator], Api);
  nest.InjectSession('reports')(Api, undefined, 1);
  decorate([Get('rows'), nest.NdjsonStream()], Api.prototype, 'rows');
  decorate([Get('all')], Api.prototype, 'all');
  decorate([Get('unavailable')], Api.prototype, 'unavailable');
  decorate([Get('check')], Api.prototype, 'check');
  Controller()(Api);

  class App {}
  const cluster = stub.clusterOptions();
  Module({
    imports: [
      nest.CassandraModule.forRoot({ cluster }),
      nest.CassandraModule.forRootAsync({ name: 'reports', useFactory: () => ({ cluster, lazyConnection: true }) }),
      TerminusModule,
    ],
    controllers: [Api],
    providers: [CassandraHealthIndicator],
  })(App);

  const app = await NestFactory.create(App, { logger: ['error'] });
  app.useGlobalFilters(new nest.CassandraExceptionFilter());
  app.useGlobalInterceptors(new nest.CassandraSerializerInterceptor());
  await app.listen(0, '127.0.0.1');
  const text = async (path) => (await fetch('http://127.0.0.1:' + app.getHttpServer().address().port + path)).text();
  const found = {
    rows: await text('/rows'),
    all: await text('/all'),
    reason: JSON.parse(await text('/unavailable')).reason,
    health: JSON.parse(await text('/check')).cassandra.status,
    isSession: app.get(nest.getSessionToken()) instanceof AsyncCassandraSession,
    isCluster: app.get(nest.getClusterToken('reports')) instanceof AsyncCluster,
  };
  await app.close();
  await stub.connectionsAre(0);
  await stub.close();
  console.log(JSON.stringify(found));
}

main();
`;

const kinds = {
  'app.cjs': 'const load = async (name) => require(name);',
  'app.mjs': 'const load = (name) => import(name);',
};

const parts = ['common', 'core', 'platform-express', 'terminus'];

for (const major of [11, 12]) {
  describe(`an application on Nest ${major}`, () => {
    const app = mkdtempSync(path.join(tmpdir(), `async-cassandra-nest-${major}-`));

    before(async () => {
      const tarballs = [];
      for (const each of packages) tarballs.push((await pack(each, app)).file);
      writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
      const nest = parts.map((name) => `@nestjs/${name}@^${major}.0.0`);
      const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
      await runNpm([...install, ...tarballs, ...nest, 'cassandra-driver@^4.8.0'], { cwd: app });
    });
    after(() => rmSync(app, { recursive: true, force: true }));

    for (const [file, load] of Object.entries(kinds)) {
      it(`injects, streams and ends as ${file}`, async () => {
        writeFileSync(path.join(app, file), `${load}\n${program}`);
        const output = await runCommand(process.execPath, [file], { cwd: app });
        assert.deepEqual(JSON.parse(output), {
          rows: '{"a":"1"}\n{"a":"2"}\n{"":"end","done":true,"count":2}\n',
          all: '[{"a":"1"},{"a":"2"}]',
          reason: 'UnavailableError',
          health: 'up',
          isSession: true,
          isCluster: true,
        });
      });
    }
  });
}
