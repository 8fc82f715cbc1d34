// The type of `Client`: cassandra-driver's own declarations, and access to the engine.
import type { AsyncCassandraSession, AsyncCluster } from '@async-cassandra/core';
import type { Client as DriverClient } from 'cassandra-driver';
import { Client as EngineClient } from './client';
import type { EngineClientOptions } from './engine-client-options';

/** The engine of the client, for files that move from cassandra-driver's API to async-cassandra's, one by one. */
export interface EngineAccess {
  readonly cluster: AsyncCluster;
  /**
   * The session of the client; it has the client's keyspace, and is closed with the client.
   *
   * @throws NoHostAvailableError before the client is connected.
   */
  readonly session: AsyncCassandraSession;
}

/** A client of this package or of cassandra-driver, which are interchangeable. `new Client(...)` always has the engine's members. */
export interface Client extends DriverClient, Partial<EngineAccess> {}

/**
 * A client with the methods, options, results, events and errors of cassandra-driver, on the engine of async-cassandra.
 *
 * @example
 * const client = new Client({ contactPoints: ['10.0.0.1'], localDataCenter: 'dc1', keyspace: 'shop' });
 * const result = await client.execute('SELECT name FROM users WHERE id = ?', [id], { prepare: true });
 *
 * @throws TypeError when an option is of the wrong type or range; `NotSupportedError` for `noCompact` on protocol v4.
 */
export const Client: new (options: EngineClientOptions) => DriverClient & EngineAccess = EngineClient as never;
