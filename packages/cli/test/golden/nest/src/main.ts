// Nest: statements that are prepared when the module starts, and injected with their types.
import 'reflect-metadata';
import type { AsyncClusterOptions } from '@async-cassandra/core';
import { CassandraModule } from '@async-cassandra/nestjs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ThingsService } from './things.service';
import { things } from './things.statements';

const { CLUSTER = '{}', KEYSPACE = '' } = process.env;

@Module({
  imports: [
    CassandraModule.forRoot({ cluster: JSON.parse(CLUSTER) as AsyncClusterOptions, keyspace: KEYSPACE }),
    CassandraModule.forFeature(things),
  ],
  providers: [ThingsService],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
  const service = app.get(ThingsService);
  console.log(await service.add(11, 'eleven'), Number(await service.count()) > 0);
  await app.close();
}

void main();
