// The connections of one application. Two applications in one process have two registries.
import { ConfigurationError } from '@async-cassandra/core';
import { Injectable, Module } from '@nestjs/common';
import type { CassandraConnection } from './cassandra-connection';

@Injectable()
export class ConnectionRegistry {
  readonly #connections = new Map<string, CassandraConnection>();

  /** @throws ConfigurationError when there is one of that name already. */
  add(connection: CassandraConnection): CassandraConnection {
    const { name } = connection;
    if (this.#connections.has(name)) {
      throw new ConfigurationError(
        `There are two Cassandra connections named '${name}': give one of them another 'name'`,
      );
    }
    this.#connections.set(name, connection);
    return connection;
  }

  isLazy(name: string): boolean {
    return this.#connections.get(name)?.isLazy ?? false;
  }

  /**
   * Runs a part of the boot. Nest calls no shutdown hook after a boot that failed: so when it does, all connections are closed,
   * and those that still try to connect fail with the same error.
   */
  async boot<T>(part: () => Promise<T>): Promise<T> {
    try {
      return await part();
    } catch (error) {
      await Promise.all([...this.#connections.values()].map((connection) => connection.close(error)));
      throw error;
    }
  }
}

/** Imported by every module of a connection, and so one for the application. */
@Module({ providers: [ConnectionRegistry], exports: [ConnectionRegistry] })
export class ConnectionRegistryModule {}
