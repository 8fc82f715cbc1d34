// What `async-cassandra types` generates, for the type tests of this folder: every spec of the package compiles beside it.
import type { Long, Uuid } from '@async-cassandra/core';

export interface Address {
  readonly street: string | null;
}

declare module '@async-cassandra/core' {
  interface KnownStatements {
    'SELECT id, name FROM typed.users WHERE id = ?': {
      parameters: readonly [id: Uuid | string] | { readonly id: Uuid | string };
      row: { readonly id: Uuid; readonly name: string | null };
    };
    'INSERT INTO typed.users (id, name, address) VALUES (:id, :fullName, :address)': {
      parameters:
        | readonly [
            id: Uuid | string,
            fullName: string | null | undefined,
            address: Partial<Address> | null | undefined,
          ]
        | {
            readonly id: Uuid | string;
            readonly fullName: string | null | undefined;
            readonly address: Partial<Address> | null | undefined;
          };
      row: never;
    };
    'SELECT count(*) FROM typed.users': { parameters: readonly []; row: { readonly count: Long } };
    "UPDATE typed.users SET name = ? WHERE id = ? IF name = 'Ada'": {
      parameters: readonly [name: string | null | undefined, id: Uuid | string];
      row: { readonly '[applied]': true } | { readonly '[applied]': false; readonly name?: string | null };
    };
    'SELECT id, keys\n    FROM typed.documents': {
      parameters: readonly [];
      row: { readonly id: number; readonly keys: readonly string[] | null };
    };
    'DELETE FROM typed.users WHERE id IN (?, ?)': {
      parameters: readonly [id: Uuid | string, id_2: Uuid | string];
      row: never;
    };
  }
  interface KnownTables {
    'typed.users': {
      row: { readonly id: Uuid; readonly name: string | null; readonly address: Address | null };
    };
  }
}
