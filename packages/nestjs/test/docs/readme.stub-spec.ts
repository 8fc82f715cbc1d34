// The programs of README.md, run.
import { AsyncCassandraSession } from '@async-cassandra/core';
import { CassandraModule } from '@async-cassandra/nestjs';
import { CqlStub, rows, voidResult } from '@async-cassandra/testing';
import { Logger, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { startHttpApp } from '../support/http-app';
import { ExportController } from './export.controller';
import { HealthModule } from './health.controller';
import { bootstrap } from './main';
import { ReportsModule, ReportsService } from './several-connections';
import { OrdersStore, OrdersStoreModule } from './statements';

const order = { id: 'text', total: 'bigint' } as const;
let stub: CqlStub;
let connection: ReturnType<typeof CassandraModule.forRoot>;

beforeEach(async () => {
  Logger.overrideLogger(false);
  stub = await CqlStub.start();
  process.env.CASSANDRA_NODES = `127.0.0.1:${stub.port}`;
  connection = CassandraModule.forRoot({ cluster: stub.clusterOptions() });
});

afterEach(() => stub.close());

test('answers with an order', async () => {
  stub
    .when('SELECT id, total FROM orders WHERE id = ?')
    .variables({ id: 'text' })
    .reply(rows(order, [['7', 995]]));
  const app: INestApplication = await bootstrap(0);
  try {
    const response = await fetch(`${await app.getUrl()}/orders/7`);
    expect(await response.json()).toEqual({ id: '7', total: '995' });
  } finally {
    await app.close();
  }
});

test('copies from one connection to the other', async () => {
  stub
    .when('SELECT id, total FROM shop.orders_by_day WHERE day = ?')
    .variables({ day: 'text' })
    .reply(rows(order, [['7', 995]]));
  const insert = stub.when('INSERT INTO reports.orders (id, total) VALUES (?, ?)').variables(order).reply(voidResult());
  const app = await Test.createTestingModule({ imports: [ReportsModule] }).compile();
  await app.get(ReportsService).copy('2026-01-01');
  expect(insert.hits).toBe(1);
  await app.close();
});

test('finds and saves with statements', async () => {
  stub
    .when('SELECT id, total FROM shop.orders WHERE id = ?')
    .variables({ id: 'text' })
    .reply(rows(order, [['7', 995]]));
  const update = stub
    .when('UPDATE shop.orders SET total = :total WHERE id = :id')
    .variables({ total: 'bigint', id: 'text' })
    .reply(voidResult());
  const app = await Test.createTestingModule({ imports: [connection, OrdersStoreModule] }).compile();
  const orders = app.get(OrdersStore, { strict: false });
  expect((await orders.find('7'))?.id).toBe('7');
  await orders.save({ id: '7', total: 1000 });
  expect(update.hits).toBe(1);
  await app.close();
});

test('tells its health, and exports', async () => {
  stub.when('SELECT id, total FROM shop.orders').reply(rows(order, [['7', 995]]));
  await using running = await startHttpApp('express', {
    imports: [connection, HealthModule],
    controllers: [ExportController],
  });
  const health = await fetch(`${running.url}/health`);
  expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
  const text = async (path: string): Promise<string> => (await fetch(`${running.url}/export/${path}`)).text();
  expect(await text('orders')).toBe('{"id":"7","total":"995"}\n{"":"end","done":true,"count":1}\n');
  expect(await text('totals')).toBe('{"order":"7","dollars":9.95}\n{"":"end","done":true,"count":1}\n');
  expect(running.app.get(AsyncCassandraSession).isClosed).toBe(false);
});
