import { UnavailableError, type AsyncCassandraSession } from '@async-cassandra/core';

/** The number of items in stock; undefined while too few replicas are alive. */
export async function stockOf(session: AsyncCassandraSession, item: number): Promise<number | undefined> {
  try {
    const result = await session.execute<{ count: number }>('SELECT count FROM stock WHERE item = ?', [item]);
    return result.one()?.count ?? 0;
  } catch (error) {
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}
