// What the specs of streams share: a stub whose one table comes in pages, and a session on it.
import { CqlStub, pages, type ReceivedRequest, type StubRow, type StubRule } from '@async-cassandra/testing';
import { AsyncCluster } from '../../src/cluster/async-cluster';
import type { AsyncCassandraSession } from '../../src/session/async-cassandra-session';

export const select = 'SELECT id FROM shop.items';

export interface Item {
  readonly id: number;
}

export interface StreamedTable extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly session: AsyncCassandraSession;
  readonly rule: StubRule;
  /** The requests for pages that the server has received. */
  asked(): readonly ReceivedRequest[];
}

/** Pages of consecutive ids: `pagesOf(2, 0, 1)` is [[0], [1]], [], [[2]]. */
export function pagesOf(...sizes: readonly number[]): StubRow[][] {
  let id = 0;
  return sizes.map((size) => Array.from({ length: size }, () => [id++]));
}

export async function serve(content: readonly (readonly StubRow[])[]): Promise<StreamedTable> {
  const stub = await CqlStub.start();
  const rule = stub.when(select).reply(pages({ id: 'int' }, content));
  const cluster = new AsyncCluster(stub.clusterOptions());
  const session = await cluster.connect();
  return {
    stub,
    session,
    rule,
    asked: () => stub.executions,
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}

/** Resolves after everything that was written to a socket by now has been answered. */
export async function settle({ session }: StreamedTable): Promise<void> {
  await session.execute('SELECT key FROM system.local');
  await session.execute('SELECT key FROM system.local');
}

export async function idsOf(rows: AsyncIterable<Item>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of rows) ids.push(id);
  return ids;
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id);
