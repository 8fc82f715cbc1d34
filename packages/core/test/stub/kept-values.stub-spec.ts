// What is sent is what the parameters were when the call was made, whatever the caller makes of them afterwards.
import { CqlStub, pagedRows, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  BatchStatement,
  policies,
  type AsyncCassandraSession,
  type LoadBalancingPolicy,
} from '../../src/index';

const write = 'INSERT INTO shop.t (k, v) VALUES (?, ?)';
const other = 'INSERT INTO shop.u (k, v) VALUES (?, ?)';
const select = 'SELECT k FROM shop.t WHERE v = ? ALLOW FILTERING';

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

/** A policy of a user whose plans take a while. */
class SlowPlans extends policies.loadBalancing.RoundRobinPolicy {
  override newQueryPlan(...[keyspace, options, callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
    setImmediate(() => super.newQueryPlan(keyspace, options, callback));
  }
}

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 1 });
  for (const text of [write, other]) stub.when(text).variables({ k: 'int', v: 'blob' }).reply(voidResult());
  stub.when({ opcode: 'BATCH' }).reply(voidResult());
  stub
    .when(select)
    .variables({ v: 'blob' })
    .reply(pagedRows({ k: 'int' }, [[1], [2], [3]]));
  cluster = new AsyncCluster(stub.clusterOptions());
  session = await cluster.connect();
});
afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

/** Makes a call with a buffer of ones, which is all zeros as soon as the call has been made. */
async function callAndChange(call: (value: Buffer) => Promise<unknown>): Promise<void> {
  const value = Buffer.alloc(4, 1);
  const promise = call(value);
  value.fill(0);
  await promise;
}

const ones = Buffer.alloc(4, 1);
const sent = (): (Buffer | null | undefined)[] =>
  stub.executions.flatMap(({ values, statements }) => [
    ...(values ?? []),
    ...(statements ?? []).flatMap((statement) => statement.values),
  ]) as never;
const blobs = (): string[] =>
  sent()
    .map((value) => (value as Buffer).toString('hex'))
    .filter((hex) => hex !== '00000007');

describe.each(['new', 'known'])('the parameters of a %s text are those of the call for', (what) => {
  beforeEach(async () => {
    if (what === 'known') for (const text of [write, other, select]) await session.prepare(text);
  });

  it.each<[string, (value: Buffer) => Promise<unknown>]>([
    ['execute', (value) => session.execute(write, [7, value])],
    ['execute by name', (value) => session.execute(write, { k: 7, v: value })],
    [
      'executeBatch',
      (value) => session.executeBatch(new BatchStatement().add(write, [7, value]).add(other, [7, value])),
    ],
    ['executeBatch by name', (value) => session.executeBatch(new BatchStatement().add(write, { k: 7, v: value }))],
    ['executePage', (value) => session.executePage(select, [value])],
    [
      'executeStream',
      async (value) =>
        (await session.executeStream(select, [value], { streamConfig: { fetchSize: 1 } })).pages().next(),
    ],
  ])('%s', async (_name, call) => {
    await callAndChange(call);
    expect(new Set(blobs())).toEqual(new Set([ones.toString('hex')]));
  });
});

it('the parameters of a prepared statement are those of the call, also beside a text that has to be prepared', async () => {
  const prepared = await session.prepare(write);
  await callAndChange((value) => session.execute(prepared, [7, value]));
  await callAndChange((value) => session.execute(prepared.bind([7, value])));
  await callAndChange((value) => session.executeBatch(new BatchStatement().add(prepared, [7, value])));
  await callAndChange((value) =>
    session.executeBatch(new BatchStatement().add(prepared, [7, value]).add(other, [7, value])),
  );
  expect(blobs()).toEqual(Array(5).fill(ones.toString('hex')));
});

it('a custom payload is the one of the call', async () => {
  const payload: Record<string, Buffer> = { key: Buffer.from('mine') };
  const call = session.execute(select, [ones], { customPayload: payload });
  payload['key']!.fill(0);
  payload['other'] = 'no buffer' as never;
  await call;
  const [received] = stub.executions.filter(({ customPayload }) => customPayload !== undefined);
  expect(received!.customPayload).toEqual({ key: Buffer.from('mine') });
});

it('the parameters are those of the call where the load-balancing policy takes a while', async () => {
  await using patient = new AsyncCluster({ ...stub.clusterOptions(), loadBalancingPolicy: new SlowPlans() });
  const slow = await patient.connect();
  const prepared = await slow.prepare(write);
  await callAndChange((value) => slow.execute(prepared, [7, value]));
  expect(blobs()).toEqual([ones.toString('hex')]);
});
