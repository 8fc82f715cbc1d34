import { AlreadyExistsError, AsyncCluster, ConnectionError, InvalidRequestError, types } from '@async-cassandra/core';

export async function main(contactPoints = ['localhost']): Promise<void> {
  // Create cluster with authentication
  const cluster = AsyncCluster.createWithAuth(contactPoints, 'cassandra', 'cassandra');

  try {
    // Connect to cluster
    const session = await cluster.connect();

    // Create keyspace
    await session.execute(`
      CREATE KEYSPACE IF NOT EXISTS example
      WITH REPLICATION = { 'class': 'SimpleStrategy', 'replication_factor': 1 }
    `);

    // Use keyspace
    await session.setKeyspace('example');

    // Create table
    await session.execute(`
      CREATE TABLE IF NOT EXISTS users (
        id UUID PRIMARY KEY,
        name TEXT,
        email TEXT
      )
    `);

    // Prepare statement
    const insert = await session.prepare('INSERT INTO users (id, name, email) VALUES (?, ?, ?)');

    // Insert data
    const userId = types.Uuid.random();
    await session.execute(insert, [userId, 'John Doe', 'john@example.com']);

    // Query data (prepare the statement first)
    const select = await session.prepare<{ name: string; email: string }>('SELECT * FROM users WHERE id = ?');
    const result = await session.execute(select, [userId]);

    const user = result.one();
    console.log(`User: ${user?.name} (${user?.email})`);
  } catch (error) {
    if (error instanceof ConnectionError) console.error(`Connection failed: ${error.message}`);
    else if (error instanceof InvalidRequestError) console.error(`Invalid query: ${error.message}`);
    else if (error instanceof AlreadyExistsError) console.error(`Already exists: ${error.keyspace}.${error.table}`);
    else throw error;
  } finally {
    await cluster.shutdown();
  }
}
