import 'reflect-metadata';
import { AsyncCassandraSession } from '@async-cassandra/core';
import { CassandraModule } from '@async-cassandra/nestjs';
import { NestFactory } from '@nestjs/core';

const { CASSANDRA_CONTACT_POINTS = 'localhost', CASSANDRA_PORT = '9042' } = process.env;
const connection = CassandraModule.forRoot({
  cluster: { contactPoints: CASSANDRA_CONTACT_POINTS.split(','), port: Number(CASSANDRA_PORT) },
});

class AppModule {}
const app = await NestFactory.createApplicationContext({ module: AppModule, imports: [connection] }, { logger: false });

const session = app.get(AsyncCassandraSession);
const replication = "{ 'class': 'NetworkTopologyStrategy', 'replication_factor': 1 }";
await session.execute(`CREATE KEYSPACE IF NOT EXISTS nest WITH replication = ${replication}`);
await session.execute('CREATE TABLE IF NOT EXISTS nest.cats (id int PRIMARY KEY, name text)');
await session.execute('INSERT INTO nest.cats (id, name) VALUES (?, ?)', [1, 'Minou']);
const cats = await session.execute('SELECT name FROM nest.cats WHERE id = ?', [1]);
console.log(cats.one().name);
await app.close();
