// `Client` as applications see it: cassandra-driver's own declarations, and the way to the engine.
import type { AsyncCassandraSession, AsyncCluster, AsyncClusterOptions } from '@async-cassandra/core';
import type { Client as DriverClient, DseClientOptions } from 'cassandra-driver';
import { Client as EngineClient } from './client';

/** What the client runs on, for files that move from cassandra-driver's API to async-cassandra's, one by one. */
export interface EngineAccess {
  readonly cluster: AsyncCluster;
  /**
   * The session of the client; it has the client's keyspace, and is closed with the client.
   *
   * @throws NoHostAvailableError before the client is connected.
   */
  readonly session: AsyncCassandraSession;
}

/** A client of this package or of cassandra-driver: what takes one takes the other. `new Client(...)` always has the engine's members. */
export interface Client extends DriverClient, Partial<EngineAccess> {}

/** cassandra-driver's, and codecs of the engine. */
export interface EngineClientOptions extends DseClientOptions {
  /** Values of your own, by `codec(...)` of @async-cassandra/core. */
  readonly codecs?: AsyncClusterOptions['codecs'];
}

/**
 * A client with the methods, options, results, events and errors of cassandra-driver, on the engine of async-cassandra.
 *
 * @example
 * const client = new Client({ contactPoints: ['10.0.0.1'], localDataCenter: 'dc1', keyspace: 'shop' });
 * const result = await client.execute('SELECT name FROM users WHERE id = ?', [id], { prepare: true });
 *
 * @throws TypeError when an option is of the wrong type or range; `NotSupportedError` for `cloud`.
 */
export const Client: new (options: EngineClientOptions) => DriverClient & EngineAccess = EngineClient as never;
