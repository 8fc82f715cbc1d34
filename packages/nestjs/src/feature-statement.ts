// A statement of forFeature as the application gives it, and its checks.
import { ConfigurationError } from '@async-cassandra/core';
import { checkBag, featureStatementBag } from './connection/option-bags';
import { StatementToken } from './statement-token';

/** A statement of `CassandraModule.forFeature`: its text, or its text and whether it is idempotent. */
export type FeatureStatement = string | { readonly query: string; readonly isIdempotent?: boolean };

/** The text and the options of a statement. */
export function partsOf(statement: FeatureStatement | StatementToken): Exclude<FeatureStatement, string> {
  return typeof statement === 'string' ? { query: statement } : statement;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** @throws ConfigurationError that names the connection and the statement. */
export function checkStatements<Statements extends object>(
  caller: string,
  statements: Statements,
  connectionName: string,
): Statements {
  if (typeof connectionName !== 'string' || connectionName === '') {
    throw new ConfigurationError(`${caller}: the name of the connection must be a text`);
  }
  if (!isObject(statements)) {
    throw new ConfigurationError(
      `Cassandra connection '${connectionName}': ${caller.replace('CassandraModule.', '')} needs statements: an object of texts by their keys`,
    );
  }
  for (const [key, statement] of Object.entries(statements) as [string, unknown][])
    checkStatement(key, statement, connectionName);
  return statements;
}

function checkStatement(key: string, statement: unknown, connectionName: string): void {
  const complain = (what: string): never => {
    throw new ConfigurationError(`Statement '${key}' of connection '${connectionName}' ${what}`);
  };
  if (typeof statement === 'string' || statement instanceof StatementToken) return;
  if (!isObject(statement)) return complain('must be a text, or an object with its text as query');
  checkBag(`Statement '${key}' of connection '${connectionName}'`, featureStatementBag, statement);
  if ((statement as { readonly query?: unknown }).query === undefined) complain('has no text: its query must be one');
}
