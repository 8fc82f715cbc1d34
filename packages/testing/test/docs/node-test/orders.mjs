import assert from 'node:assert/strict';
import { it } from 'node:test';
import { useKeyspace } from '@async-cassandra/testing/node-test';

const keyspace = useKeyspace({
  prefix: 'orders',
  scripts: ['CREATE TABLE orders (id int PRIMARY KEY, total decimal)'],
});

it('has a keyspace that no other test file sees', async () => {
  assert.match(keyspace.name, /^orders_/);
  assert.equal((await keyspace.runCql('SELECT * FROM orders')).length, 0);
});
