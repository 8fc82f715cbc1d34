import { AsyncCassandraSession, AsyncCluster } from '@async-cassandra/core';
import type { InjectionToken } from '@nestjs/common';
import type { StatementToken } from './statement-token';

/** The name of a connection without a name of its own. */
export const defaultConnectionName = 'default';

// Registered symbols, so that two copies of this package in one process mean the same provider. Names are quoted, so that a name with a
// colon cannot be mistaken for another one.
const tokenOf = (kind: string, ...names: string[]): symbol =>
  Symbol.for(['@async-cassandra/nestjs', kind, ...names.map((name) => JSON.stringify(name))].join(':'));

/**
 * Returns the provider token of a connection's session: its class for the default connection, so that a constructor needs no
 * decorator; a symbol for a named connection.
 *
 * @example
 * Test.createTestingModule({ imports: [AppModule] }).overrideProvider(getSessionToken()).useValue(fake);
 */
export function getSessionToken(name: string = defaultConnectionName): InjectionToken<AsyncCassandraSession> {
  return name === defaultConnectionName ? AsyncCassandraSession : tokenOf('session', name);
}

/** Returns the provider token of a connection's cluster: its class for the default connection, a symbol for a named one. */
export function getClusterToken(name: string = defaultConnectionName): InjectionToken<AsyncCluster> {
  return name === defaultConnectionName ? AsyncCluster : tokenOf('cluster', name);
}

/**
 * Returns the provider token of a statement of `CassandraModule.forFeature`.
 *
 * @example
 * Test.createTestingModule({ imports: [UsersModule] }).overrideProvider(getStatementToken('findUser')).useValue(fake);
 */
export function getStatementToken(key: string | StatementToken, name?: string): InjectionToken {
  if (typeof key === 'string') return tokenOf('statement', name ?? defaultConnectionName, key);
  return tokenOf('statement', name ?? key.connectionName, key.key);
}

/** @internal */
export const connectionToken = (name: string): symbol => tokenOf('connection', name);

/** @internal */
export const optionsToken = (name: string): symbol => tokenOf('options', name);

/** @internal */
export const scopeToken = (name: string): symbol => tokenOf('scope', name);
