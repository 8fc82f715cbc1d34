import { AsyncCassandraSession, AsyncCluster } from '@async-cassandra/core';
import type { InjectionToken } from '@nestjs/common';

/** The name of the connection that has no other. */
export const defaultConnectionName = 'default';

// Registered symbols: two copies of this package in one process still mean the same provider. Names are quoted: one with a
// colon in it is no other name.
const tokenOf = (kind: string, ...names: string[]): symbol =>
  Symbol.for(['@async-cassandra/nestjs', kind, ...names.map((name) => JSON.stringify(name))].join(':'));

/**
 * What the session of a connection is provided as: its class for the default connection, so that a constructor needs no
 * decorator; a symbol for a named one.
 *
 * @example
 * Test.createTestingModule({ imports: [AppModule] }).overrideProvider(getSessionToken()).useValue(fake);
 */
export function getSessionToken(name: string = defaultConnectionName): InjectionToken<AsyncCassandraSession> {
  return name === defaultConnectionName ? AsyncCassandraSession : tokenOf('session', name);
}

/** What the cluster of a connection is provided as: its class for the default connection, a symbol for a named one. */
export function getClusterToken(name: string = defaultConnectionName): InjectionToken<AsyncCluster> {
  return name === defaultConnectionName ? AsyncCluster : tokenOf('cluster', name);
}

/** What a statement of `CassandraModule.forFeature` is provided as. */
export function getStatementToken(key: string, name: string = defaultConnectionName): InjectionToken {
  return tokenOf('statement', name, key);
}

/** @internal */
export const connectionToken = (name: string): symbol => tokenOf('connection', name);

/** @internal */
export const optionsToken = (name: string): symbol => tokenOf('options', name);

/** @internal */
export const scopeToken = (name: string): symbol => tokenOf('scope', name);
