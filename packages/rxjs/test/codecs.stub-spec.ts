// Codecs of the application: each creation function gives values of theirs, and writes them.
import { AsyncCluster, codec, type AsyncCassandraSession } from '@async-cassandra/core';
import { CqlStub, rows as stubRows, voidResult } from '@async-cassandra/testing';
import { from, lastValueFrom, map, mergeMap, of, toArray, type Observable } from 'rxjs';
import { execute, executeEach, fromStream, mapRows, pages, rows } from '../src/index';

class Level {
  constructor(readonly value: number) {}
}

const select = 'SELECT level FROM shop.items';
const insert = 'INSERT INTO shop.items (level) VALUES (?)';
const table = { keyspace: 'shop', table: 'items' };
let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeEach(async () => {
  stub = await CqlStub.start();
  stub.when(select).reply(stubRows({ level: 'int' }, [[1], [2]], table));
  stub.when(insert).variables({ level: 'int' }, table).reply(voidResult());
  cluster = new AsyncCluster({
    ...stub.clusterOptions(),
    codecs: [
      codec({
        column: 'shop.items.level',
        decode: (value: number) => new Level(value),
        encode: ({ value }: Level) => value,
      }),
    ],
  });
  session = await cluster.connect();
});

afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

interface Item {
  readonly level: Level;
}

test.each<[name: string, read: () => Observable<Item>]>([
  ['rows', () => rows<Item>(session, select)],
  ['pages', () => pages<Item>(session, select).pipe(mergeMap((page) => page.rows))],
  ['mapRows', () => mapRows(session, select, (row: Item) => of({ level: row.level }), { concurrency: 2 })],
  ['fromStream', () => fromStream(() => session.executeStream<Item>(select))],
  ['execute', () => execute<Item>(session, select).pipe(mergeMap((result) => result.rows))],
])('%s gives what a codec makes', async (_, read) => {
  const levels = await lastValueFrom(
    read().pipe(
      map(({ level }) => level),
      toArray(),
    ),
  );
  expect(levels).toEqual([new Level(1), new Level(2)]);
});

test('executeEach writes what a codec encodes', async () => {
  const written = from([new Level(5), new Level(6)]).pipe(executeEach(session, insert, (level) => [level], {}));
  await lastValueFrom(written);
  const sent = stub.executions.flatMap(({ query, values }) => (query === insert ? [values![0]!.readInt32BE(0)] : []));
  expect(sent.sort()).toEqual([5, 6]);
});
