import { AsyncCassandraSession, Uuid, type Row, type TableScan } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Controller, Get } from '@nestjs/common';
import { CassandraModule, CassandraSerializerInterceptor, NdjsonStream } from '../src/index';
import { platforms, startHttpApp } from './support/http-app';

const id = '5a2b8a1e-7d0f-4c62-9f52-0d9c4f3b6a11';
const keyspace = useKeyspace({
  scripts: [
    `CREATE TABLE numbers (a int PRIMARY KEY);
     CREATE TABLE kinds (id uuid PRIMARY KEY, big bigint, price decimal, bytes blob, tags set<text>, ages map<text, bigint>, at timestamp);
     INSERT INTO kinds (id, big, price, bytes, tags, ages, at)
       VALUES (${id}, 9223372036854775807, 1.50, 0x616263, {'x', 'y'}, {'ada': 36}, '2026-01-02T03:04:05Z');`,
  ],
});

@Controller()
class TablesController {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get('numbers')
  @NdjsonStream()
  numbers(): TableScan<Row> {
    return this.session.scanTable('numbers');
  }

  @Get('kinds')
  async kinds(): Promise<unknown> {
    return this.session.execute('SELECT * FROM kinds WHERE id = ?', [Uuid.fromString(id)]);
  }
}

describe.each(platforms)('an application with %s', (platform) => {
  test.each([false, true])('reads whole tables and all kinds of values (lazy: %s)', async (lazyConnection) => {
    const connection = { cluster: keyspace.clusterOptions(), keyspace: keyspace.name, lazyConnection };
    await using running = await startHttpApp(
      platform,
      { imports: [CassandraModule.forRoot(connection)], controllers: [TablesController] },
      (app) => app.useGlobalInterceptors(new CassandraSerializerInterceptor()),
    );
    const session = running.app.get(AsyncCassandraSession);
    const parameters = Array.from({ length: 200 }, (_, a) => [a]);
    for await (const { error } of session.executeConcurrent('INSERT INTO numbers (a) VALUES (?)', parameters)) {
      expect(error).toBeUndefined();
    }
    expect(await session.countTable('numbers')).toBe(200);

    const text = await (await fetch(`${running.url}/numbers`)).text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { a: number });
    expect(lines.pop()).toEqual({ '': 'end', done: true, count: 200 });
    expect(lines.map(({ a }) => a).sort((x, y) => x - y)).toEqual(parameters.flat());

    expect(await (await fetch(`${running.url}/kinds`)).json()).toEqual([
      {
        id,
        ages: { ada: '36' },
        at: '2026-01-02T03:04:05.000Z',
        big: '9223372036854775807',
        bytes: 'YWJj',
        price: '1.50',
        tags: ['x', 'y'],
      },
    ]);
  });

  test('begins a scan before anything is connected', async () => {
    const connection = { cluster: keyspace.clusterOptions(), keyspace: keyspace.name, lazyConnection: true };
    await using running = await startHttpApp(platform, {
      imports: [CassandraModule.forRoot(connection)],
      controllers: [TablesController],
    });
    const text = await (await fetch(`${running.url}/numbers`)).text();
    expect(text.trim().split('\n').at(-1)).toBe('{"":"end","done":true,"count":200}');
  });
});
