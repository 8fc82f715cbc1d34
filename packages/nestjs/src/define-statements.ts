// Tokens of statements that carry their texts: what is injected by one has the rows and parameters that the text has.
import {
  ConfigurationError,
  type KeptText,
  type ParametersOf,
  type PreparedStatement,
  type RowOf,
  type TypedText,
} from '@async-cassandra/core';
import { checkStatements, partsOf, type FeatureStatement } from './feature-statement';
import { defaultConnectionName } from './cassandra.tokens';
import { StatementToken } from './statement-token';

/** The text of a statement of `defineStatements`. */
export type TextOf<S> = S extends string ? S : S extends { readonly query: infer Q extends string } ? Q : never;

/** The statements that strict `TypedCqlSettings` allow: see `KnownStatements`. */
export type TypedFeatures<S> = {
  readonly [Key in keyof S]: S[Key] extends string
    ? TypedText<S[Key]>
    : S[Key] extends { readonly query: string }
      ? { readonly query: TypedText<S[Key]['query']> }
      : unknown;
};

/**
 * The prepared statement that a token stands for.
 *
 * @example
 * constructor(@InjectStatement(statements.findUser) private readonly findUser: StatementOf<typeof statements.findUser>) {}
 */
export type StatementOf<T extends StatementToken> =
  T extends StatementToken<infer Q> ? PreparedStatement<RowOf<Q>, ParametersOf<Q>, KeptText<Q>> : never;

/** The tokens of statements, by their keys. */
export type DefinedStatements<S> = { readonly [Key in keyof S]: StatementToken<TextOf<S[Key]>> };

/**
 * Names statements for `CassandraModule.forFeature` and `@InjectStatement`, in a file that modules and services import. With known
 * statements, what is injected has their rows and parameters.
 *
 * @throws ConfigurationError that names the statement which has no text, or an unknown option.
 *
 * @example
 * export const statements = defineStatements({
 *   findUser: 'SELECT id, name FROM users WHERE id = ?',
 *   rename: { query: 'UPDATE users SET name = ? WHERE id = ?', isIdempotent: true },
 * });
 */
export function defineStatements<const S extends Readonly<Record<string, FeatureStatement>>>(
  statements: S & TypedFeatures<S>,
  name: string = defaultConnectionName,
): DefinedStatements<S> {
  checkStatements('defineStatements', statements, name);
  const tokens = Object.entries(statements as Readonly<Record<string, FeatureStatement>>).map(([key, statement]) => {
    const { query, isIdempotent } = partsOf(statement);
    return [key, new StatementToken(key, query, isIdempotent, name)] as const;
  });
  return Object.freeze(Object.fromEntries(tokens)) as DefinedStatements<S>;
}

/**
 * Returns the connection of statements for which `name` was given: by default the connection of the tokens among them.
 *
 * @throws ConfigurationError when a token is of another connection, or stands under another key.
 */
export function connectionOf(statements: unknown, name: string | undefined): string {
  let connectionName = name;
  for (const [key, token] of Object.entries(statements ?? {}) as [string, unknown][]) {
    if (!(token instanceof StatementToken)) continue;
    if (connectionName === undefined) connectionName = token.connectionName;
    if (token.connectionName !== connectionName) {
      throw new ConfigurationError(
        `Statement '${key}' was defined for connection '${token.connectionName}', not for connection '${connectionName}'`,
      );
    }
    if (token.key !== key) {
      throw new ConfigurationError(`Statement '${key}' was defined as '${token.key}': give it under that key`);
    }
  }
  return connectionName === undefined ? defaultConnectionName : connectionName;
}
