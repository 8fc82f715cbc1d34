import { AsyncCassandraSession } from '@async-cassandra/core';
import { CqlStub } from '@async-cassandra/testing';
import { Controller, Get, Logger, Param } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule, type HealthCheckResult } from '@nestjs/terminus';
import { CassandraModule, type CassandraModuleOptions } from '../src/index';
import { CassandraHealthIndicator } from '../src/terminus';
import { startHttpApp, type HttpApp } from './support/http-app';

@Controller()
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly cassandra: CassandraHealthIndicator,
    readonly session: AsyncCassandraSession,
  ) {}

  @Get('health/:minNodesUp')
  @HealthCheck()
  check(@Param('minNodesUp') minNodesUp: string): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.cassandra.pingCheck('cassandra', { minNodesUp: Number(minNodesUp), timeoutMs: 2000 }),
    ]);
  }

  @Get('other')
  @HealthCheck()
  other(): Promise<HealthCheckResult> {
    return this.health.check([() => this.cassandra.pingCheck('other', { connection: 'other' })]);
  }
}

let stub: CqlStub;
let running: HttpApp;

beforeEach(async () => {
  Logger.overrideLogger(false);
  stub = await CqlStub.start({ nodes: 2 });
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await stub.close();
});

async function start(options: Partial<CassandraModuleOptions> = {}): Promise<void> {
  running = await startHttpApp('express', {
    imports: [
      CassandraModule.forRoot({ cluster: stub.clusterOptions(), ...options }),
      TerminusModule.forRoot({ logger: false }),
    ],
    controllers: [HealthController],
    providers: [CassandraHealthIndicator],
  });
}

async function health(path = 'health/1'): Promise<{ status: number; details: unknown }> {
  const response = await fetch(`${running.url}/${path}`);
  const { details } = (await response.json()) as HealthCheckResult;
  return { status: response.status, details };
}

test('is up when a query is answered, and tells how many nodes are connected', async () => {
  await start();
  expect(await health()).toEqual({
    status: 200,
    details: { cassandra: { status: 'up', nodesUp: 2, nodes: 2 } },
  });
});

test('is down when fewer nodes are connected than have to be', async () => {
  await start();
  expect(await health('health/3')).toEqual({
    status: 503,
    details: {
      cassandra: { status: 'down', message: '2 nodes are connected, 3 have to be', nodesUp: 2, nodes: 2 },
    },
  });
});

test('is down when sockets are open but nobody answers', async () => {
  await start();
  stub.when({ query: 'SELECT key FROM system.local', system: true }).drop();
  expect(await health()).toEqual({
    status: 503,
    details: {
      cassandra: {
        status: 'down',
        message: 'The database did not answer in time',
        reason: 'OperationTimedOutError',
        nodesUp: 2,
        nodes: 2,
      },
    },
  });
});

test('is down while there is no database, and up when there is one, for a lazy connection', async () => {
  await Promise.all(stub.nodes.map((node) => node.stop()));
  await start({ lazyConnection: true });
  expect(await health()).toMatchObject({ status: 503, details: { cassandra: { status: 'down', nodesUp: 0 } } });
  await Promise.all(stub.nodes.map((node) => node.start()));
  expect(await health()).toMatchObject({ status: 200, details: { cassandra: { status: 'up', nodesUp: 2 } } });
});

test('is down while the database is away, and up when it is back', async () => {
  const reconnection = {
    newSchedule: () => ({ next: () => ({ value: 10, done: false }) }),
    getOptions: () => new Map(),
  };
  await start({ cluster: { ...stub.clusterOptions(), reconnectionPolicy: reconnection as never } });
  await Promise.all(stub.nodes.map((node) => node.stop()));
  expect(await health()).toMatchObject({ status: 503, details: { cassandra: { status: 'down', nodesUp: 0 } } });
  await Promise.all(stub.nodes.map((node) => node.start()));
  let last = await health();
  while (last.status !== 200) last = await health();
  expect(last.details).toMatchObject({ cassandra: { status: 'up' } });
});

test('is down for a connection that there is not', async () => {
  await start();
  expect(await health('other')).toMatchObject({
    status: 503,
    details: { other: { status: 'down', message: "There is no Cassandra connection named 'other'" } },
  });
});

test('tells the kind of error, and no address', async () => {
  await start();
  await Promise.all(stub.nodes.map((node) => node.stop()));
  const { status, details } = await health();
  expect(status).toBe(503);
  const { cassandra } = details as { cassandra: Record<string, unknown> };
  expect(cassandra).toMatchObject({
    status: 'down',
    message: 'The database cannot serve this request now',
    reason: 'NoHostAvailableError',
  });
  for (const { port } of stub.nodes) expect(JSON.stringify(cassandra)).not.toContain(String(port));
  expect(JSON.stringify(cassandra)).not.toMatch(/127\.0\.0\.|refused/);
});

describe('a session of the application', () => {
  test.each<[string, () => unknown, object]>([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
      { message: 'The query failed' },
    ],
    ['rejects', () => Promise.reject(new Error('secret')), { message: 'The query failed' }],
    ['never settles', () => new Promise(() => {}), { reason: 'TimeoutError' }],
  ])('that %s is down, and nothing worse', async (_, execute, told) => {
    await start({ sessionFactory: () => ({ execute }) });
    const indicator = running.app.get(CassandraHealthIndicator);
    expect(await indicator.pingCheck('cassandra', { timeoutMs: 10 })).toMatchObject({
      cassandra: { status: 'down', nodesUp: 2, ...told },
    });
  });
});
