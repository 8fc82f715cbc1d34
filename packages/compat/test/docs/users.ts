import { Client, mapping, types, type DseClientOptions } from '@async-cassandra/compat';

interface User {
  id: types.Uuid;
  name: string;
}

/** Code for cassandra-driver: only the import has changed. */
export async function addUsers(options: DseClientOptions, names: readonly string[]): Promise<User[]> {
  const client = new Client(options);
  try {
    const insert = 'INSERT INTO users (id, name) VALUES (?, ?)';
    const queries = names.map((name) => ({ query: insert, params: [types.Uuid.random(), name] }));
    await client.batch(queries, { prepare: true, logged: false });

    const mapper = new mapping.Mapper(client, { models: { User: { tables: ['users'] } } });
    const users = await mapper.forModel<User>('User').findAll();
    return users.toArray();
  } finally {
    await client.shutdown();
  }
}

/** `client.session` is the session of @async-cassandra/core: move to it file by file. */
export async function countUsers(options: DseClientOptions): Promise<number> {
  const client = new Client(options);
  try {
    await client.connect();
    return await client.session.countTable('users');
  } finally {
    await client.shutdown();
  }
}
