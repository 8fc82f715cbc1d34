import { AsyncCluster } from '@async-cassandra/core';
import { executeEach, rows } from '@async-cassandra/rxjs';
import { lastValueFrom, range, reduce } from 'rxjs';

const { CASSANDRA_CONTACT_POINTS = 'localhost', CASSANDRA_PORT = '9042' } = process.env;
const cluster = new AsyncCluster({ contactPoints: CASSANDRA_CONTACT_POINTS.split(','), port: Number(CASSANDRA_PORT) });
const session = await cluster.connect();
const replication = "{ 'class': 'NetworkTopologyStrategy', 'replication_factor': 1 }";
await session.execute(`CREATE KEYSPACE IF NOT EXISTS shop WITH replication = ${replication}`);
await session.execute('CREATE TABLE IF NOT EXISTS shop.orders (id int PRIMARY KEY, price int)');

const insert = 'INSERT INTO shop.orders (id, price) VALUES (?, ?)';
const write$ = range(1, 1000).pipe(executeEach(session, insert, (id) => [id, id % 100], { concurrency: 32 }));
await lastValueFrom(write$);

const total$ = rows(session, 'SELECT price FROM shop.orders').pipe(reduce((total, { price }) => total + price, 0));
console.log(await lastValueFrom(total$));
await cluster.shutdown();
