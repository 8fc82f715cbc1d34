// What `async-cassandra types` generates, for the type tests of this folder.
import type { Long } from '@async-cassandra/core';

declare module '@async-cassandra/core' {
  interface KnownStatements {
    'SELECT id, name FROM typed.users WHERE id = ?': {
      parameters: readonly [id: number] | { readonly id: number };
      row: { readonly id: number; readonly name: string | null };
    };
    'INSERT INTO typed.users (id, name) VALUES (?, ?)': {
      parameters: readonly [id: number, name: string | null | undefined];
      row: never;
    };
    'SELECT count(*) FROM typed.users': { parameters: readonly []; row: { readonly count: Long } };
  }
}
