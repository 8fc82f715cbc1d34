import { AsyncCluster, type AsyncCassandraSession } from '@async-cassandra/core';
import { CqlStub, rows as stubRows, serverError, voidResult } from '@async-cassandra/testing';
import { firstValueFrom, from, lastValueFrom, toArray } from 'rxjs';
import { execute, executeEach } from '../src/index';

const insert = 'INSERT INTO t (a) VALUES (?)';
let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeEach(async () => {
  stub = await CqlStub.start();
  cluster = new AsyncCluster(stub.clusterOptions());
  session = await cluster.connect();
});

afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

describe('execute', () => {
  test('gives the whole result once, for each subscription', async () => {
    stub.when('SELECT a FROM t').reply(stubRows({ a: 'int' }, [[1], [2]]));
    const result$ = execute<{ a: number }>(session, 'SELECT a FROM t');
    expect((await firstValueFrom(result$)).rows.map(({ a }) => a)).toEqual([1, 2]);
    expect((await lastValueFrom(result$)).length).toBe(2);
  });

  test('gives the request up when it is unsubscribed from', async () => {
    const held = stub.when('SELECT a FROM t').hold().reply(voidResult());
    const subscription = execute(session, 'SELECT a FROM t').subscribe();
    await held.received();
    subscription.unsubscribe();
    expect(session.requests.inFlight).toBe(0);
  });
});

describe('executeEach', () => {
  test('has at most concurrency requests in flight, and gives each result', async () => {
    const rule = stub.when(insert).variables({ a: 'int' }).hold().reply(voidResult());
    const values = Array.from({ length: 10 }, (_, i) => i);
    const results = lastValueFrom(
      from(values).pipe(
        executeEach(session, insert, (a) => [a], { concurrency: 3 }),
        toArray(),
      ),
    );
    await rule.received(3);
    expect(session.requests.inFlight).toBe(3);
    rule.release();
    expect(await results).toHaveLength(10);
    const sent = stub.executions
      .filter(({ query }) => query === insert)
      .map(({ values: [a] = [] }) => a!.readInt32BE());
    expect(sent).toEqual(values);
  });

  test('ends with the first error and gives up what is in flight', async () => {
    const rule = stub.when(insert).variables({ a: 'int' }).hold().reply(voidResult());
    stub
      .when((request) => request.query === insert && request.values?.[0]?.readInt32BE() === 1)
      .reply(serverError.invalid('not this one'));
    const prepared = await session.prepare(insert);
    const results = lastValueFrom(from([0, 1, 2]).pipe(executeEach(session, prepared, (a) => [a])));
    await expect(results).rejects.toThrow('not this one');
    expect(session.requests.inFlight).toBe(0);
    rule.release();
  });

  test('refuses a concurrency that cannot be', () => {
    expect(() => executeEach(session, insert, () => [], { concurrency: 1.5 })).toThrow(/concurrency .* not 1\.5/);
  });
});
