// A service with two connections, as a process of its own. It prints its address, and ends by itself after SIGTERM.
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import {
  AsyncCassandraSession,
  type AsyncClusterOptions,
  type AsyncStreamingResultSet,
  type Row,
} from '@async-cassandra/core';
import { CassandraExceptionFilter, CassandraModule, InjectSession, NdjsonStream } from '@async-cassandra/nestjs';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

interface Settings {
  readonly platform: 'express' | 'fastify';
  readonly cluster: AsyncClusterOptions;
  readonly query: string;
  /** What listens for SIGTERM: Nest, or the application, which then closes itself and has nothing left to do. */
  readonly shutdown: 'nest' | 'own';
}

const { platform, cluster, query, shutdown } = JSON.parse(process.argv[2]!) as Settings;

@Controller()
class ExportController {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectSession('reports') private readonly reports: AsyncCassandraSession,
  ) {}

  @Get('rows')
  @NdjsonStream()
  rows(): Promise<AsyncStreamingResultSet> {
    return this.session.executeStream(query);
  }

  @Get('again-and-again')
  @NdjsonStream()
  async *againAndAgain(): AsyncGenerator<Row> {
    for (;;) yield* await this.reports.executeStream(query);
  }

  @Get('counts')
  async counts(): Promise<number[]> {
    const results = await Promise.all([this.session.execute(query), this.reports.execute(query)]);
    return results.map(({ length }) => length);
  }

  @Get('nothing')
  nothing(): void {}

  @Get('heap')
  heap(): number {
    globalThis.gc!();
    return process.memoryUsage().heapUsed;
  }
}

@Module({
  imports: [CassandraModule.forRoot({ cluster }), CassandraModule.forRoot({ name: 'reports', cluster })],
  controllers: [ExportController],
})
class ExportModule {}

async function main(): Promise<void> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(ExportModule, adapter, { logger: ['error'] });
  app.useGlobalFilters(new CassandraExceptionFilter());
  if (shutdown === 'nest') app.enableShutdownHooks(['SIGTERM'], { useProcessExit: true });
  else process.once('SIGTERM', () => void app.close());
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  console.log(`port ${port}`);
}

void main();
