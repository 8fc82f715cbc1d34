import { defineStatements } from '@async-cassandra/nestjs';

export const things = defineStatements({
  insert: { query: 'INSERT INTO things (id, name) VALUES (:id, :name)', isIdempotent: true },
  nameOf: 'SELECT name FROM things WHERE id = ?',
});
