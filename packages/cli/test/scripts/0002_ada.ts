/* eslint-disable ours/file-names -- named as migrations are */
import { SimpleStatement, type Session } from '@async-cassandra/core';
import type { MigrationScript } from '@async-cassandra/migrations';

export const migrate = (async (session: Session, { keyspace, progress }) => {
  await session.execute(new SimpleStatement(`INSERT INTO ${keyspace}.people (id, name) VALUES (1, 'Ada')`));
  progress('Ada is there');
}) satisfies MigrationScript;
