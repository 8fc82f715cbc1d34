// The Nest module as an application has it: packed, beside Nest 11 and Nest 12, in applications of both module kinds.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCommand } from '../run-command.mjs';
import { installInto, installPacked, nestOf, packAll } from './pack.mjs';

/** `load` is require or import. Ends by itself, and prints what it found. */
const program = `
async function main() {
  await load('reflect-metadata');
  const { Controller, Get, Module, UseFilters } = await load('@nestjs/common');
  const { LazyModuleLoader, NestFactory } = await load('@nestjs/core');
  const { ClientProxyFactory, MessagePattern, Transport } = await load('@nestjs/microservices');
  const { SubscribeMessage, WebSocketGateway } = await load('@nestjs/websockets');
  const { WsAdapter } = await load('@nestjs/platform-ws');
  const { WebSocket } = await load('ws');
  const { firstValueFrom } = await load('rxjs');
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

  class Remote {
    constructor(session) {
      this.session = session;
    }
    find() {
      return this.session.execute('SELECT b FROM t');
    }
  }
  class Gateway extends Remote {}
  for (const kind of [Remote, Gateway]) Reflect.defineMetadata('design:paramtypes', [AsyncCassandraSession], kind);
  decorate([MessagePattern('find')], Remote.prototype, 'find');
  Controller()(Remote);
  Gateway.prototype.find = function find() {
    return Remote.prototype.find.call(this);
  };
  decorate([SubscribeMessage('find')], Gateway.prototype, 'find');
  UseFilters(nest.CassandraExceptionFilter)(Gateway);
  WebSocketGateway()(Gateway);

  class App {}
  const cluster = stub.clusterOptions();
  Module({
    imports: [
      nest.CassandraModule.forRoot({ cluster }),
      nest.CassandraModule.forRootAsync({ name: 'reports', useFactory: () => ({ cluster, lazyConnection: true }) }),
      TerminusModule,
    ],
    controllers: [Api, Remote],
    providers: [CassandraHealthIndicator, Gateway],
  })(App);

  const app = await NestFactory.create(App, { logger: ['error'] });
  app.useGlobalFilters(new nest.CassandraExceptionFilter());
  app.useGlobalInterceptors(new nest.CassandraSerializerInterceptor());
  app.useWebSocketAdapter(new WsAdapter(app));
  const tcp = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } };
  const microservice = app.connectMicroservice(tcp, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  const askMicroservice = async () => {
    const { port } = microservice.unwrap().address();
    const client = ClientProxyFactory.create({ ...tcp, options: { host: '127.0.0.1', port } });
    const answer = await firstValueFrom(client.send('find', {})).catch((error) => error);
    await client.close();
    return answer;
  };
  const askGateway = async () => {
    const socket = new WebSocket('ws://127.0.0.1:' + app.getHttpServer().address().port);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ event: 'find', data: { id: 1 } }));
    const message = await new Promise((resolve) => socket.once('message', resolve));
    socket.close();
    return JSON.parse(String(message));
  };
  const errorOf = (promise) => promise.then(() => 'none', (error) => error.message);
  class Lazy {}
  const broken = nest.CassandraModule.forFeature({ broken: 'SELECT c FROM t' });
  const later = nest.CassandraModule.forRoot({ name: 'later', isGlobal: false, cluster });
  const failedLoad = await errorOf(
    app.get(LazyModuleLoader).load(() => ({ module: Lazy, imports: [later, broken] }), { logger: false }),
  );
  const loaded = await app.get(LazyModuleLoader).load(() => ({ module: class Again {}, imports: [later] }));
  await loaded.get(nest.getSessionToken('later'), { strict: false }).execute('SELECT a FROM t');
  const text = async (path) => (await fetch('http://127.0.0.1:' + app.getHttpServer().address().port + path)).text();
  const found = {
    rows: await text('/rows'),
    all: await text('/all'),
    reason: JSON.parse(await text('/unavailable')).reason,
    health: JSON.parse(await text('/check')).cassandra.status,
    microservice: await askMicroservice(),
    gateway: await askGateway(),
    failedLoad,
    isSession: app.get(nest.getSessionToken()) instanceof AsyncCassandraSession,
    isCluster: app.get(nest.getClusterToken('reports')) instanceof AsyncCluster,
  };
  await app.close();
  await stub.connectionsAre(0);
  const failing = { provide: 'failing', useValue: { onModuleInit: () => Promise.reject(new Error('a hook')) } };
  class Root {}
  const root = { module: Root, providers: [failing], imports: [nest.CassandraModule.forRoot({ cluster })] };
  found.failedBoot = await errorOf(NestFactory.createApplicationContext(root, { abortOnError: false, logger: false }));
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

/** The Nest package, and what it brings: the registry does not have them yet. */
const needed = ['core', 'cql-script', 'migrations', 'nestjs', 'testing'];

/** Makes a folder an application on Nest 12, which has nothing that the Nest package can do without. */
async function installOnNest12(app) {
  const packed = await packAll(app);
  const tarballs = needed.map((name) => packed.get(`@async-cassandra/${name}`).file);
  await installInto(app, [...tarballs, ...nestOf(12), 'cassandra-driver@^4.8.0']);
}

const installs = new Map([
  [11, installPacked],
  [12, installOnNest12],
]);

const told = {
  status: 'error',
  message: 'The database cannot serve this request now',
  reason: 'UnavailableError',
};

for (const [major, install] of installs) {
  describe(`an application on Nest ${major}`, () => {
    const app = mkdtempSync(path.join(tmpdir(), `async-cassandra-nest-${major}-`));

    before(() => install(app));
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
          microservice: told,
          gateway: { event: 'exception', data: { ...told, cause: { pattern: 'find', data: { id: 1 } } } },
          failedLoad:
            "Statement 'broken' of connection 'default' cannot be prepared: The CQL stub has no answer for: SELECT c FROM t",
          failedBoot: 'a hook',
          isSession: true,
          isCluster: true,
        });
      });
    }
  });
}
