import path from 'node:path';
import { Uuid, type Session } from '@async-cassandra/core';
import { migrate } from '@async-cassandra/migrations';

/** From an empty cluster to the first row: the keyspace, the tables of the folder, a user. */
export async function firstRow(session: Session, keyspace: string): Promise<string | undefined> {
  const { ran } = await migrate(session, {
    folder: path.join(__dirname, 'migrations'),
    keyspace,
    replication: { class: 'NetworkTopologyStrategy', datacenter1: 1 },
  });
  console.log(`ran ${ran.length} files`);

  await session.setKeyspace(keyspace);
  const id = Uuid.random();
  await session.execute('INSERT INTO users (id, name) VALUES (?, ?)', [id, 'Ada']);
  const user = (await session.execute<{ name: string }>('SELECT name FROM users WHERE id = ?', [id])).one();
  return user?.name;
}
