// The connections of one application. Two applications in one process have two registries.
import { ConfigurationError, ConnectionError, errorCode } from '@async-cassandra/core';
import { Injectable, Module } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { setImmediate } from '../timers';
import { watchHooks, watchMaking, type NestModule } from './boot-watch';
import type { CassandraConnection } from './cassandra-connection';

interface Registered {
  readonly connection: CassandraConnection;
  readonly module: NestModule;
}

@Injectable()
export class ConnectionRegistry {
  readonly #modules: ModulesContainer;
  readonly #connections = new Map<string, Registered>();
  /** The modules at boot. Other modules are loaded later, by a LazyModuleLoader. */
  readonly #ofBoot: ReadonlySet<NestModule>;
  #isClosed = false;
  #closedBy: unknown;

  constructor(modules: ModulesContainer, moduleRef: ModuleRef) {
    this.#modules = modules;
    const all = [...modules.values()];
    // Nest measures the distance of a module from the root only once, at boot.
    const isOfBoot = this.#moduleOf(moduleRef)?.distance !== 0;
    this.#ofBoot = new Set(isOfBoot ? all : []);
    this.#addHooks(all[0]);
    watchMaking([...this.#ofBoot], (error) => void this.close(error));
    // Loaded by a LazyModuleLoader, after the hooks of the boot have been watched by nobody.
    if (!isOfBoot) this.#watchHooks(all);
  }

  /** Adds a connection. @throws ConfigurationError when the name is already in use. */
  add(connection: CassandraConnection, moduleRef: ModuleRef): CassandraConnection {
    const { name } = connection;
    this.#closeRemoved();
    if (this.#connections.has(name)) {
      throw new ConfigurationError(
        `There are two Cassandra connections named '${name}': give one of them another 'name'`,
      );
    }
    const module = this.#moduleOf(moduleRef);
    if (module === undefined) throw notLoaded();
    this.#connections.set(name, { connection, module });
    return connection;
  }

  isLazy(name: string): boolean {
    return this.#connections.get(name)?.connection.isLazy ?? false;
  }

  /**
   * Creates a part of a module. If that fails at boot, all connections are closed, and pending attempts to connect fail
   * with the same error. If it fails later, only that load fails.
   */
  async make<T>(moduleRef: ModuleRef, part: () => T | Promise<T>): Promise<T> {
    if (this.#isClosed) throw this.#closedBy;
    const module = this.#moduleOf(moduleRef);
    const isOfBoot = module !== undefined && this.#ofBoot.has(module);
    if (!isOfBoot) this.#watchLoads();
    try {
      return await part();
    } catch (error) {
      if (isOfBoot) await this.close(error);
      throw error;
    }
  }

  /** Opens the session of a connection. If that fails, the connection is removed: its module may be loaded again. */
  open(connection: CassandraConnection): Promise<object> {
    return connection.openSession().catch(async (error: unknown) => {
      await this.#close(connection, error);
      throw error;
    });
  }

  /** Closes all connections. Idempotent, and never rejects. Afterwards nothing can be created. `reason` is the error of a cancelled attempt to connect. */
  async close(
    reason: unknown = new ConnectionError('The application shuts down', { code: errorCode.closed }),
  ): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#closedBy = reason;
    }
    await Promise.all([...this.#connections.values()].map(({ connection }) => connection.close(reason)));
  }

  /**
   * Nest only calls the hooks of modules that existed at boot. This object joins one of the first of them, whose hooks are the
   * first at boot and the last at shutdown, so that connections that were loaded later are closed with the application.
   */
  #addHooks(module: NestModule | undefined): void {
    const useValue = {
      onModuleInit: () => this.#watchHooks([...this.#ofBoot]),
      onApplicationShutdown: () => this.close(),
    };
    module?.addProvider({ provide: Symbol('@async-cassandra/nestjs:hooks'), useValue });
  }

  #watchHooks(modules: readonly NestModule[]): void {
    watchHooks(modules, (error) => this.close(error));
  }

  /** Watches later loads: if another part of a load fails, Nest removes its modules in the same turn of the event loop. */
  #watchLoads(): void {
    const loaded = [...this.#modules.values()].filter((module) => !this.#ofBoot.has(module));
    watchMaking(loaded, () => setImmediate(() => this.#closeRemoved()));
  }

  /** Closes the connections of a failed load: Nest has removed their modules, and nothing else references them. */
  #closeRemoved(): void {
    const left = new Set(this.#modules.values());
    for (const { connection, module } of this.#connections.values()) {
      if (!left.has(module)) void this.#close(connection, notLoaded());
    }
  }

  #moduleOf(moduleRef: ModuleRef): NestModule | undefined {
    return [...this.#modules.values()].find((module) => module.providers.get(ModuleRef)?.instance === moduleRef);
  }

  async #close(connection: CassandraConnection, reason: unknown): Promise<void> {
    if (this.#connections.get(connection.name)?.connection === connection) this.#connections.delete(connection.name);
    await connection.close(reason);
  }
}

const notLoaded = (): ConnectionError =>
  new ConnectionError('The module of this connection could not be loaded', { code: errorCode.closed });

/** Every module of a connection imports it, so there is one for each application. */
@Module({ providers: [ConnectionRegistry], exports: [ConnectionRegistry] })
export class ConnectionRegistryModule {}
