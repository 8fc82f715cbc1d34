// The providers of CassandraModule.forFeature: statements that are prepared while the application boots.
import { QueryError, SimpleStatement, type AsyncCassandraSession } from '@async-cassandra/core';
import type { FactoryProvider } from '@nestjs/common';
import { getSessionToken, getStatementToken } from './cassandra.tokens';
import { ConnectionRegistry } from './connection/connection-registry';

/** A statement of `CassandraModule.forFeature`: its text, or its text and what is known of it. */
export type FeatureStatement = string | { readonly query: string; readonly isIdempotent?: boolean };

export function statementProviders(
  statements: Readonly<Record<string, FeatureStatement>>,
  connectionName: string,
): FactoryProvider[] {
  return Object.entries(statements).map(([key, statement]) => ({
    provide: getStatementToken(key, connectionName),
    inject: [ConnectionRegistry, getSessionToken(connectionName)],
    useFactory: (registry: ConnectionRegistry, session: AsyncCassandraSession) => {
      const { query, isIdempotent } = typeof statement === 'string' ? { query: statement } : statement;
      // A lazy session must not connect now: a simple statement is prepared by its first execution.
      if (registry.isLazy(connectionName)) return new SimpleStatement(query, { isIdempotent });
      return registry.boot(() => prepare(session, { key, query, isIdempotent, connectionName }));
    },
  }));
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
