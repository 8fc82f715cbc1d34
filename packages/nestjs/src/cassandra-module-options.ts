// The options of CassandraModule.
import type {
  AsyncCassandraSession,
  AsyncCluster,
  AsyncClusterOptions,
  MetricsMiddleware,
} from '@async-cassandra/core';
import type { ModuleMetadata, Provider, Type } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';

/** The options of `CassandraModule.forRoot`: one connection. */
export interface CassandraModuleOptions {
  /** The name of this connection if there are several. Default: `'default'`, which is injected by class. */
  readonly name?: string;
  /** Whether every module can inject from this connection without importing it. Default: true. */
  readonly isGlobal?: boolean;
  /** The options of `AsyncCluster`. A function creates new options, and so new policies, for each attempt to connect. */
  readonly cluster: AsyncClusterOptions | (() => AsyncClusterOptions);
  /** The keyspace of the session. Default: none. */
  readonly keyspace?: string;
  /**
   * Migrations that run before anything is injected, by `@async-cassandra/migrations`, an optional peer dependency. They run in `keyspace`, and
   * create it if it is missing and `replication` is set. An error fails the boot, without a retry. Not with `lazyConnection`. Default: none.
   */
  readonly migrations?: MigrationSettings;
  /** The retries of connecting before the boot fails. Default: 9. */
  readonly retryAttempts?: number;
  /** Milliseconds before each retry; a function gets the number of the attempt that failed, from 1. Default: 3,000. */
  readonly retryDelayMs?: number | ((attempt: number) => number);
  /**
   * Whether to retry after this error. Default: unless waiting cannot help: wrong credentials, a
   * wrong option, a server without protocol v5.
   */
  readonly toRetry?: (error: unknown) => boolean;
  /** Logs the whole error of a failed attempt, with causes and stack, instead of its message. Default: false. */
  readonly verboseRetryLog?: boolean;
  /**
   * Connects with the first request instead of at boot, which then needs no server. A request that cannot connect fails with
   * the error of connecting, and the next one retries. Default: false.
   */
  readonly lazyConnection?: boolean;
  /** Called with each cluster before it connects: listeners added here miss no event. */
  readonly onClusterCreate?: (cluster: AsyncCluster) => void;
  /** Returns the session to inject: a wrapper, or the same session after your own preparations. Its errors fail the boot. Default: the session itself. */
  readonly sessionFactory?: (session: AsyncCassandraSession) => object | Promise<object>;
  /** How long the shutdown of the application waits for this connection to close, in milliseconds. Default: 5,000. */
  readonly shutdownTimeoutMs?: number;
  /** Records every request. Default: the cluster's `metrics`. */
  readonly metrics?: MetricsMiddleware;
}

/** The options of `migrate` of `@async-cassandra/migrations`, except those that the connection knows. */
export interface MigrationSettings {
  /** The folder of the files: relative to the working directory of the process. */
  readonly folder: string;
  /** How to create the keyspace if it is missing. Default: a missing keyspace is an error. */
  readonly replication?: Readonly<Record<string, string | number>>;
  /** `waitMs`: how long to wait for another process that migrates (300,000); `leaseMs`: without a renewal for this long it counts as dead (15,000). */
  readonly lock?: { readonly waitMs?: number; readonly leaseMs?: number };
  /** The timeout of one statement of a file in milliseconds. Default: 120,000. */
  readonly statementTimeoutMs?: number;
}

/** The options that a factory returns: `name` and `isGlobal` must be known before it runs. */
export type CassandraOptionsFromFactory = Omit<CassandraModuleOptions, 'name' | 'isGlobal'>;

/** The interface for `useClass` and `useExisting`. */
export interface CassandraOptionsFactory {
  /** Returns the options of the connection with this name. Its error fails the boot. */
  createCassandraOptions(connectionName: string): CassandraOptionsFromFactory | Promise<CassandraOptionsFromFactory>;
}

/** The options of `forRootAsync`: exactly one of `useFactory`, `useClass` and `useExisting`. */
export interface CassandraModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** As in `CassandraModuleOptions`. Not part of the factory's result: it must be known before the factory runs. */
  readonly name?: string;
  /** As in `CassandraModuleOptions`. */
  readonly isGlobal?: boolean;
  /** The tokens whose providers are the parameters of `useFactory`. */
  readonly inject?: FactoryProvider['inject'];
  // The parameters of a factory are what `inject` names, so their types cannot be checked.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly useFactory?: (...dependencies: any[]) => CassandraOptionsFromFactory | Promise<CassandraOptionsFromFactory>;
  /** Instantiated for this connection. */
  readonly useClass?: Type<CassandraOptionsFactory>;
  /** A provider of one of `imports`, or a global one. */
  readonly useExisting?: Type<CassandraOptionsFactory> | string | symbol;
  /** More providers of the connection's module, for `useFactory` or `useClass` to inject. */
  readonly extraProviders?: Provider[];
}
