// The interfaces that generated declarations fill by module augmentation. They are empty here, and exist for the compiler only.
/* oxlint-disable typescript/no-empty-object-type -- they are filled elsewhere */

/**
 * The statements whose parameters and rows the compiler knows, by their texts. Empty in this package: the declarations that
 * `async-cassandra types` generates fill it. A text that is not in it compiles with any parameters, and has rows of any type.
 *
 * `parameters` is the type of what can be passed: a tuple by position, an object by name, or both. `row` is the type of the rows; `never`
 * when the statement returns none.
 *
 * @example
 * declare module '@async-cassandra/core' {
 *   interface KnownStatements {
 *     'SELECT name FROM users WHERE id = ?': {
 *       parameters: readonly [id: Uuid | string] | { readonly id: Uuid | string };
 *       row: { readonly name: string | null };
 *     };
 *   }
 * }
 */
export interface KnownStatements {}

/**
 * The tables whose columns the compiler knows, for `scanTable` and `countTable`, by their names as in CQL: `shop.users`, or `users` for a
 * table of the session's keyspace. Filled as `KnownStatements` is. `row` has all columns of the table.
 *
 * @example
 * declare module '@async-cassandra/core' {
 *   interface KnownTables {
 *     'shop.users': { row: { readonly id: Uuid; readonly name: string | null } };
 *   }
 * }
 */
export interface KnownTables {}

/**
 * How the compiler treats texts that it does not know. Filled as `KnownStatements` is: with `strict: true`, a literal text that is not
 * a known statement, and a literal name that is not a known table, do not compile without an explicit row type. Default: they compile.
 *
 * @example
 * declare module '@async-cassandra/core' {
 *   interface TypedCqlSettings {
 *     strict: true;
 *   }
 * }
 */
export interface TypedCqlSettings {}
