import { useKeyspace } from '@async-cassandra/testing/jest';
import { addUsers, countUsers } from './docs/users';
import { optionsOf } from './options.spec-support';

const keyspace = useKeyspace();

test('the program of the guide runs as it is', async () => {
  await keyspace.runCql('CREATE TABLE users (id uuid PRIMARY KEY, name text)');
  const options = optionsOf(keyspace);
  const users = await addUsers(options, ['Ada', 'Bob']);
  expect(users.map(({ name }) => name).sort()).toEqual(['Ada', 'Bob']);
  expect(await countUsers(options)).toBe(2);
});
