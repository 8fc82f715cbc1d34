// The providers of CassandraModule.forFeature: statements that are prepared while the application boots.
import { QueryError, SimpleStatement, type AsyncCassandraSession } from '@async-cassandra/core';
import type { FactoryProvider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getSessionToken, getStatementToken } from './cassandra.tokens';
import { ConnectionRegistry } from './connection/connection-registry';
import { checkStatements, partsOf, type FeatureStatement } from './feature-statement';
import type { StatementToken } from './statement-token';

export function statementProviders(
  statements: Readonly<Record<string, FeatureStatement | StatementToken>>,
  connectionName: string,
): FactoryProvider[] {
  return Object.entries(checkStatements('CassandraModule.forFeature', statements, connectionName)).map(
    ([key, statement]) => ({
      provide: getStatementToken(key, connectionName),
      inject: [ConnectionRegistry, ModuleRef, getSessionToken(connectionName)],
      useFactory: (registry: ConnectionRegistry, moduleRef: ModuleRef, session: AsyncCassandraSession) => {
        const { query, isIdempotent } = partsOf(statement);
        // A lazy session must not connect now: a simple statement is prepared by its first execution.
        if (registry.isLazy(connectionName)) return new SimpleStatement(query, { isIdempotent });
        return registry.make(moduleRef, () => prepare(session, { key, query, isIdempotent, connectionName }));
      },
    }),
  );
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
