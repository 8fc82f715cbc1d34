// The stock has a keyspace of its own, whose `things` are not the things of the shop.
import type { Session } from '@async-cassandra/core';

export async function addThing(session: Session, id: string, amount: bigint): Promise<void> {
  await session.execute('INSERT INTO things (id, amount) VALUES (?, ?)', [id, amount]);
}

/** Its type is inferred: the declarations of this package must say it to others. */
export async function thingOf(session: Session, id: string) {
  return (await session.execute('SELECT id, name FROM things WHERE id = ?', [id])).one();
}
