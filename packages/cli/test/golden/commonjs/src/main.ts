// Things: batches, statement objects, many calls at once and pages.
import { AsyncCluster, BatchStatement, SimpleStatement, type AsyncClusterOptions } from '@async-cassandra/core';
import { page, queries } from './queries';

async function main(): Promise<void> {
  const { CLUSTER = '{}', KEYSPACE } = process.env;
  const cluster = new AsyncCluster(JSON.parse(CLUSTER) as AsyncClusterOptions);
  try {
    const session = await cluster.connect(KEYSPACE, { timeoutMs: 600_000 });
    const batch = new BatchStatement().add(queries.insert, [1, 'one']).add(queries.insert, [2, null]);
    await session.executeBatch(batch);
    // @ts-expect-error the type of a parameter in a batch
    void (() => batch.add(queries.insert, ['two', 'two']));
    const more = session.executeConcurrent(queries.insert, [
      [3, 'three'],
      [4, 'four'],
    ]);
    for await (const { error } of more) if (error !== undefined) throw error;
    const calls = session.executeConcurrent([
      [queries.insert, [5, 'five']],
      ['DELETE FROM things WHERE id = ?', [4]],
    ]);
    for await (const { error } of calls) if (error !== undefined) throw error;
    const { rows } = await session.execute(queries.all.byIds, [[1, 2, 3, 4, 5]]);
    const names = new Map(rows.map(({ id, name }) => [id, name?.toUpperCase() ?? 'none']));
    console.log([...names].sort(([a], [b]) => a - b).join(' '));
    const statement = new SimpleStatement('SELECT name FROM things WHERE id = ?', { isIdempotent: true });
    console.log((await session.execute(statement, [5])).one()?.name?.length);
    // @ts-expect-error the parameters of a statement object
    void (() => session.execute(statement, ['five']));
    const first = await session.executePage(page, [], { fetchSize: 10 });
    console.log(first.rows.map(({ id }) => id).sort((a, b) => a - b));
  } finally {
    await cluster.shutdown();
  }
}

void main();
