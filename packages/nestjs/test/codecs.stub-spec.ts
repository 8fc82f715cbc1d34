// Codecs of the application: the values that handlers return are shown in JSON as their classes show themselves.
import { AsyncCassandraSession, codec, type AsyncStreamingResultSet, type Row } from '@async-cassandra/core';
import { CqlStub, rows as stubRows } from '@async-cassandra/testing';
import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { CassandraModule, CassandraSerializerInterceptor, NdjsonStream } from '../src/index';
import { platforms, startHttpApp, type HttpApp } from './support/http-app';

/** Shows itself by `toJSON`. */
class Money {
  readonly #cents: bigint;

  constructor(cents: bigint) {
    this.#cents = cents;
  }

  toJSON(): string {
    return `${this.#cents / 100n}.${String(this.#cents % 100n).padStart(2, '0')} EUR`;
  }
}

/** Shows its properties. */
class Level {
  constructor(readonly value: number) {}
}

const query = 'SELECT price, levels, names FROM shop.items';

@Controller()
class ItemController {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get('items')
  @UseInterceptors(CassandraSerializerInterceptor)
  async items(): Promise<Row[]> {
    return (await this.session.execute(query)).rows;
  }

  @Get('lines')
  @NdjsonStream()
  lines(): Promise<AsyncStreamingResultSet> {
    return this.session.executeStream(query);
  }
}

const shown = { price: '19.05 EUR', levels: [{ value: 1 }, { value: 2 }], names: { one: { value: 1 } } };

describe.each(platforms)('a value of a codec with %s', (platform) => {
  let stub: CqlStub;
  let running: HttpApp;

  beforeEach(async () => {
    stub = await CqlStub.start();
    const columns = { price: 'bigint', levels: 'list<int>', names: 'map<text, int>' };
    stub.when(query).reply(stubRows(columns, [[1905, [1, 2], new Map([['one', 1]])]]));
    const cluster = {
      ...stub.clusterOptions(),
      codecs: [
        codec({
          type: 'bigint',
          decode: (cents: object) => new Money(BigInt(String(cents))),
          encode: () => 0,
        }),
        codec({ type: 'int', decode: (value: number) => new Level(value), encode: ({ value }: Level) => value }),
      ],
    };
    running = await startHttpApp(platform, {
      imports: [CassandraModule.forRoot({ cluster })],
      controllers: [ItemController],
    });
  });

  afterEach(async () => {
    await running[Symbol.asyncDispose]();
    await stub.close();
  });

  test('is shown by CassandraSerializerInterceptor', async () => {
    expect(await (await fetch(`${running.url}/items`)).json()).toEqual([shown]);
  });

  test('is shown in the lines of @NdjsonStream', async () => {
    const lines = (await (await fetch(`${running.url}/lines`)).text()).trim().split('\n');
    expect(JSON.parse(lines[0]!)).toMatchObject(shown);
    expect(lines).toHaveLength(2);
  });
});
