import { splitCql } from '@async-cassandra/cql-script';

const script = `
  CREATE TABLE notes (id int PRIMARY KEY, text text); -- one table
  INSERT INTO notes (id, text) VALUES (1, 'a; b');
`;
for (const { text, line } of splitCql(script)) console.log(`line ${line}: ${text}`);
