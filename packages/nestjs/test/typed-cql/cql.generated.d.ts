// What `async-cassandra types` generates, for the type tests of this folder.
import type { Uuid } from '@async-cassandra/core';

declare module '@async-cassandra/core' {
  interface KnownStatements {
    'SELECT id, name FROM typed.users WHERE id = ?': {
      parameters: readonly [id: Uuid | string] | { readonly id: Uuid | string };
      row: { readonly id: Uuid; readonly name: string | null };
    };
    'UPDATE typed.users SET name = ? WHERE id = ?': {
      parameters: readonly [name: string | null | undefined, id: Uuid | string];
      row: never;
    };
  }
}
