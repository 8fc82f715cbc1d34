// A cluster may have ten thousand tables: what is read of the schema, and when.
import { once } from 'node:events';
import { connectStub } from './connected-stub';

it('asks of no table when it connects and when one changes, and of one alone when it is wanted', async () => {
  await using it = await connectStub({}, { schema: { shop: {} } }, /^INSERT/);
  const { stub, cluster, session } = it;
  const askedOfSchema = (): string[] =>
    stub.requests.flatMap(({ query = '' }) => (/ FROM system_schema\.(?!keyspaces)/.test(query) ? [query] : []));
  const told = once(cluster, 'schemaChanged');
  stub.sendSchemaChange({ change: 'UPDATED', target: 'TABLE', keyspace: 'shop', name: 'users' });
  await told;
  await session.execute('INSERT INTO shop.users (id) VALUES (1)');
  expect(askedOfSchema()).toEqual([]);
  await cluster.metadata.getTable('shop', 'users');
  const asked = askedOfSchema();
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((query) => !query.endsWith('WHERE keyspace_name = ? AND table_name = ?'))).toEqual([]);
});
