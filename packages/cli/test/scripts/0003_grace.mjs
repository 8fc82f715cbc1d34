/* eslint-disable ours/file-names -- named as migrations are */
import { SimpleStatement } from '@async-cassandra/core';

// Only an ES module may wait here.
const { version } = await import('node:process');

export const migrate = async (session, { keyspace, progress }) => {
  await session.execute(new SimpleStatement(`INSERT INTO ${keyspace}.people (id, name) VALUES (2, 'Grace')`));
  progress(`Grace is there, on ${version}`);
};
