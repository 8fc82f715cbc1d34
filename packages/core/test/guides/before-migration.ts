import { Client, types, type ClientOptions } from 'cassandra-driver';

export async function addAndList(options: ClientOptions): Promise<string[]> {
  const client = new Client(options);
  await client.connect();
  try {
    const insert = 'INSERT INTO products (id, name) VALUES (?, ?)';
    await client.execute(insert, [types.Uuid.random(), 'Lamp'], { prepare: true, isIdempotent: true });
    await client.batch(
      [
        { query: insert, params: [types.Uuid.random(), 'Chair'] },
        { query: insert, params: [types.Uuid.random(), 'Table'] },
      ],
      { prepare: true, logged: true },
    );
    const names: string[] = [];
    const result = await client.execute('SELECT name FROM products', [], { prepare: true, fetchSize: 1 });
    for await (const row of result) names.push(row['name'] as string);
    return names;
  } finally {
    await client.shutdown();
  }
}
