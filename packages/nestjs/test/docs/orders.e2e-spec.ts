import { AsyncCluster } from '@async-cassandra/core';
import { CassandraSerializerInterceptor, getSessionToken } from '@async-cassandra/nestjs';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Test } from '@nestjs/testing';
import { AppModule } from './app.module';

const keyspace = useKeyspace({
  scripts: [
    `CREATE TABLE orders (id text PRIMARY KEY, total bigint);
     INSERT INTO orders (id, total) VALUES ('7', 995);`,
  ],
});

it('answers with an order from a real Cassandra', async () => {
  await using cluster = new AsyncCluster(keyspace.clusterOptions());
  const testing = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(getSessionToken())
    .useFactory({ factory: () => cluster.connect(keyspace.name) })
    .compile();
  const app = testing.createNestApplication();
  app.useGlobalInterceptors(new CassandraSerializerInterceptor());
  await app.listen(0, '127.0.0.1');

  const response = await fetch(`${await app.getUrl()}/orders/7`);

  expect(await response.json()).toEqual({ id: '7', total: '995' });
  await app.close();
});
