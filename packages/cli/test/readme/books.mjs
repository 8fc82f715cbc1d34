import { runCommandLine } from '@async-cassandra/cli';

const statements = `
  CREATE KEYSPACE IF NOT EXISTS library WITH replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': 1};
  CREATE TABLE IF NOT EXISTS library.books (title text PRIMARY KEY, pages int);
  INSERT INTO library.books (title, pages) VALUES ('Emma', 474);
  SELECT * FROM library.books;`;

process.exitCode = await runCommandLine(['query', statements, '--json'], process);
