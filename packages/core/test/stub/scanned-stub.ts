// A stub cluster with one table that answers what a scan asks: rows with known tokens, by ranges of them and in pages.
import { CqlStub, type ReceivedRequest, type Reply, rows, type StubRule } from '@async-cassandra/testing';
import { AsyncCluster } from '../../src/cluster/async-cluster';
import type { AsyncCassandraSession } from '../../src/session/async-cassandra-session';

export interface Item {
  readonly id: number;
}

export interface ScannedStub extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly session: AsyncCassandraSession;
  readonly rule: StubRule;
  /** The ranges that were asked for, as `start..end`, with every page of them. */
  asked(): string[];
}

export const select = 'SELECT * FROM "shop"."items" WHERE token("id") > ? AND token("id") <= ?';

const columns = { id: 'int' } as const;
const tokens = { start: 'bigint', end: 'bigint' } as const;
const ring = 2n ** 64n;

/** The row with this number among `count` that lie evenly on the ring. */
const tokenOf = (id: number, count: number): bigint => -(ring / 2n) + (ring * BigInt(2 * id + 1)) / BigInt(2 * count);

export const rangeOf = ({ values }: ReceivedRequest): [bigint, bigint] => [
  values![0]!.readBigInt64BE(),
  values![1]!.readBigInt64BE(),
];

/** One page of the range, its paging state being the number of rows before it. */
export function pageOf(request: ReceivedRequest, count: number, unreadable = new Map<number, number>()): Reply {
  const [start, end] = rangeOf(request);
  const ids = Array.from({ length: count }, (_, id) => id).filter((id) => {
    const token = tokenOf(id, count);
    return token > start && token <= end;
  });
  const from = request.pagingState ? Number(request.pagingState.toString()) : 0;
  const to = from + request.pageSize!;
  const reply = rows(
    columns,
    ids.slice(from, to).map((id) => [isUnreadable(id, unreadable) ? Buffer.from([1]) : id]),
    { keyspace: 'shop', table: 'items' },
  );
  return to < ids.length ? reply.withPagingState(Buffer.from(String(to))) : reply;
}

/** Rows that cannot be read, with how many more times. */
function isUnreadable(id: number, unreadable: Map<number, number>): boolean {
  const times = unreadable.get(id) ?? 0;
  if (times > 0) unreadable.set(id, times - 1);
  return times > 0;
}

export async function scannedStub(count: number, nodes = 1): Promise<ScannedStub> {
  const stub = await CqlStub.start({
    nodes,
    schema: { shop: { tables: { items: { columns: { id: 'int' }, partitionKey: ['id'] } } } },
  });
  const rule = stub
    .when(select)
    .variables(tokens, { keyspace: 'shop', table: 'items' })
    .columns(columns, { keyspace: 'shop', table: 'items' })
    .reply((request) => pageOf(request, count));
  const cluster = new AsyncCluster(stub.clusterOptions());
  const session = await cluster.connect();
  return {
    stub,
    session,
    rule,
    asked: () =>
      stub.executions.filter(({ query }) => query?.includes('token(')).map((request) => rangeOf(request).join('..')),
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}

export async function idsOf(items: AsyncIterable<Item>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

export const sorted = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);
