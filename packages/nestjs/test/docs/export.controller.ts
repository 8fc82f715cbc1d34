import { AsyncCassandraSession } from '@async-cassandra/core';
import { NdjsonStream, type NdjsonSource } from '@async-cassandra/nestjs';
import { Controller, Get } from '@nestjs/common';

@Controller('export')
export class ExportController {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get('orders')
  @NdjsonStream()
  orders() {
    return this.session.executeStream('SELECT id, total FROM shop.orders');
  }

  @Get('totals')
  @NdjsonStream()
  totals(): NdjsonSource {
    const { session } = this;
    return async function* (signal) {
      for await (const { id, total } of await session.executeStream('SELECT id, total FROM shop.orders', [], {
        signal,
      })) {
        yield { order: id, dollars: Number(total) / 100 };
      }
    };
  }
}
