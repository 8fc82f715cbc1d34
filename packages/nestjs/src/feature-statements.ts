// The providers of CassandraModule.forFeature: statements that are prepared while the application boots.
import { ConfigurationError, QueryError, SimpleStatement, type AsyncCassandraSession } from '@async-cassandra/core';
import type { FactoryProvider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getSessionToken, getStatementToken } from './cassandra.tokens';
import { checkBag, featureStatementBag } from './connection/option-bags';
import { ConnectionRegistry } from './connection/connection-registry';

/** A statement of `CassandraModule.forFeature`: its text, or its text and whether it is idempotent. */
export type FeatureStatement = string | { readonly query: string; readonly isIdempotent?: boolean };

export function statementProviders(
  statements: Readonly<Record<string, FeatureStatement>>,
  connectionName: string,
): FactoryProvider[] {
  return Object.entries(checkStatements(statements, connectionName)).map(([key, statement]) => ({
    provide: getStatementToken(key, connectionName),
    inject: [ConnectionRegistry, ModuleRef, getSessionToken(connectionName)],
    useFactory: (registry: ConnectionRegistry, moduleRef: ModuleRef, session: AsyncCassandraSession) => {
      const { query, isIdempotent } = typeof statement === 'string' ? { query: statement } : statement;
      // A lazy session must not connect now: a simple statement is prepared by its first execution.
      if (registry.isLazy(connectionName)) return new SimpleStatement(query, { isIdempotent });
      return registry.make(moduleRef, () => prepare(session, { key, query, isIdempotent, connectionName }));
    },
  }));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** @throws ConfigurationError that names the connection and the statement. */
function checkStatements<Statements extends object>(statements: Statements, connectionName: string): Statements {
  if (typeof connectionName !== 'string' || connectionName === '') {
    throw new ConfigurationError('CassandraModule.forFeature: the name of the connection must be a text');
  }
  if (!isObject(statements)) {
    throw new ConfigurationError(
      `Cassandra connection '${connectionName}': forFeature needs statements: an object of texts by their keys`,
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
  if (typeof statement === 'string') return;
  if (!isObject(statement)) return complain('must be a text, or an object with its text as query');
  checkBag(`Statement '${key}' of connection '${connectionName}'`, featureStatementBag, statement);
  if ((statement as { readonly query?: unknown }).query === undefined) complain('has no text: its query must be one');
}

interface NamedStatement {
  readonly key: string;
  readonly query: string;
  readonly isIdempotent: boolean | undefined;
  readonly connectionName: string;
}

async function prepare(session: AsyncCassandraSession, statement: NamedStatement): Promise<object> {
  const { key, query, isIdempotent, connectionName } = statement;
  try {
    const prepared = await session.prepare(query);
    if (isIdempotent !== undefined) prepared.isIdempotent = isIdempotent;
    return prepared;
  } catch (error) {
    const reason = (error as Error).message;
    const message = `Statement '${key}' of connection '${connectionName}' cannot be prepared: ${reason}`;
    throw new QueryError(message, { cause: error });
  }
}
