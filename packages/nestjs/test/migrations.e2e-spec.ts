import path from 'node:path';
import { AsyncCassandraSession, type PreparedStatement } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Test } from '@nestjs/testing';
import { CassandraModule, getStatementToken, type CassandraModuleOptions } from '../src/index';

const folder = path.join(__dirname, 'migrations');
const shared = useKeyspace();

const modules = (options: Partial<CassandraModuleOptions>) => [
  CassandraModule.forRoot({ cluster: shared.clusterOptions(), retryAttempts: 0, ...options }),
  CassandraModule.forFeature({ find: 'SELECT name FROM users WHERE id = ?' }),
];

it('migrates before statements are prepared, on a keyspace that it makes', async () => {
  const keyspace = `${shared.name}_made`;
  const migrations = { folder, replication: { class: 'SimpleStrategy', replication_factor: 1 } };
  const app = await Test.createTestingModule({ imports: modules({ keyspace, migrations }) }).compile();
  try {
    const session = app.get(AsyncCassandraSession);
    const find = app.get<PreparedStatement<{ name: string }>>(getStatementToken('find'));
    expect((await session.execute(find, [1])).one()?.name).toBe('Ada');
    expect(session.keyspace).toBe(keyspace);
    await session.execute(`DROP KEYSPACE ${keyspace}`);
  } finally {
    await app.close();
  }
});

it.each([
  ['a keyspace that is missing', { keyspace: 'nowhere', migrations: { folder } }, /no keyspace nowhere/],
  ['no keyspace', { migrations: { folder } }, /'migrations' needs option 'keyspace'/],
  ['a lazy connection', { keyspace: 'a', lazyConnection: true, migrations: { folder } }, /'lazyConnection'/],
])('fails the boot with %s', async (_, options, message) => {
  await expect(Test.createTestingModule({ imports: modules(options) }).compile()).rejects.toThrow(message);
});
