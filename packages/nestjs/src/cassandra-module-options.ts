// What CassandraModule is told.
import type {
  AsyncCassandraSession,
  AsyncCluster,
  AsyncClusterOptions,
  MetricsMiddleware,
} from '@async-cassandra/core';
import type { ModuleMetadata, Provider, Type } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';

export interface CassandraModuleOptions {
  /** How this connection is called where there are several. Default: `'default'`, which is injected by class. */
  readonly name?: string;
  /** Whether every module may inject from this connection without importing it. Default: true. */
  readonly isGlobal?: boolean;
  /** The options of `AsyncCluster`; a function makes new ones, and so new policies, for each attempt to connect. */
  readonly cluster: AsyncClusterOptions | (() => AsyncClusterOptions);
  readonly keyspace?: string;
  /**
   * Migrations that run before anything is injected, by `@async-cassandra/migrations`, an optional peer. They run in `keyspace`, which they
   * make if it is missing and `replication` says how. What goes wrong fails the boot, without a retry. Not with `lazyConnection`.
   */
  readonly migrations?: MigrationSettings;
  /** How often connecting is tried again before the boot fails. Default: 9. */
  readonly retryAttempts?: number;
  /** Milliseconds before it is tried again; a function is given the number of the attempt that failed, from 1. Default: 3,000. */
  readonly retryDelayMs?: number | ((attempt: number) => number);
  /**
   * Whether to try again after this error. Default: unless it is one that cannot get better by waiting: wrong credentials, a
   * wrong option, a server without protocol v5.
   */
  readonly toRetry?: (error: unknown) => boolean;
  /** Logs the whole error of a failed attempt, causes and stack included, instead of its message. Default: false. */
  readonly verboseRetryLog?: boolean;
  /**
   * Connects with the first request instead of at boot, which then needs no server. A request that cannot connect fails with
   * the error of connecting, the next one tries again. Default: false.
   */
  readonly lazyConnection?: boolean;
  /** Given each cluster before it connects: listeners that are added here miss no event. */
  readonly onClusterCreate?: (cluster: AsyncCluster) => void;
  /** What it gives is injected instead of the session: a wrapper, or the same one after migrations. What it throws fails the boot. */
  readonly sessionFactory?: (session: AsyncCassandraSession) => object | Promise<object>;
  /** Milliseconds that the shutdown of the application waits for this connection to close. Default: 5,000. */
  readonly shutdownTimeoutMs?: number;
  /** Who is told of every request. Default: the cluster's `metrics`. */
  readonly metrics?: MetricsMiddleware;
}

/** What `migrate` of `@async-cassandra/migrations` takes, but for what the connection knows. */
export interface MigrationSettings {
  /** The folder of the files: relative to the working directory of the process. */
  readonly folder: string;
  /** How to make the keyspace when it is missing. Default: a missing keyspace is an error. */
  readonly replication?: Readonly<Record<string, string | number>>;
  /** `waitMs`: how long to wait for another process that migrates (300,000); `leaseMs`: after which silence it counts as dead (15,000). */
  readonly lock?: { readonly waitMs?: number; readonly leaseMs?: number };
  /** Milliseconds for one statement of a file. Default: 120,000. */
  readonly statementTimeoutMs?: number;
}

/** What a factory gives: `name` and `isGlobal` are settled before it runs. */
export type CassandraOptionsFromFactory = Omit<CassandraModuleOptions, 'name' | 'isGlobal'>;

/** For `useClass` and `useExisting`. */
export interface CassandraOptionsFactory {
  createCassandraOptions(connectionName: string): CassandraOptionsFromFactory | Promise<CassandraOptionsFromFactory>;
}

/** Exactly one of `useFactory`, `useClass` and `useExisting`. */
export interface CassandraModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** As in `CassandraModuleOptions`. Not the factory's business: what is injected is settled before it runs. */
  readonly name?: string;
  /** As in `CassandraModuleOptions`. */
  readonly isGlobal?: boolean;
  readonly inject?: FactoryProvider['inject'];
  // Parameters of a factory are what `inject` names: nothing to check them against.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly useFactory?: (...dependencies: any[]) => CassandraOptionsFromFactory | Promise<CassandraOptionsFromFactory>;
  /** Instantiated for this connection. */
  readonly useClass?: Type<CassandraOptionsFactory>;
  /** A provider of one of `imports`, or a global one. */
  readonly useExisting?: Type<CassandraOptionsFactory> | string | symbol;
  /** More providers of the connection's module: what `useFactory` or `useClass` inject. */
  readonly extraProviders?: Provider[];
}
