import { expect, it } from 'vitest';
import { useKeyspace } from '@async-cassandra/testing/vitest';

const keyspace = await useKeyspace({
  prefix: 'orders',
  scripts: ['CREATE TABLE orders (id int PRIMARY KEY, total decimal)'],
});

it('has a keyspace that no other test file sees', async () => {
  expect(keyspace.name).toMatch(/^orders_/);
  expect(await keyspace.runCql('SELECT * FROM orders')).toHaveLength(0);
});
