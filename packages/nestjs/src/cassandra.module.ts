import { ConfigurationError } from '@async-cassandra/core';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type {
  CassandraModuleAsyncOptions,
  CassandraModuleOptions,
  CassandraOptionsFactory,
} from './cassandra-module-options';
import {
  connectionToken,
  defaultConnectionName,
  getClusterToken,
  getSessionToken,
  optionsToken,
  scopeToken,
} from './cassandra.tokens';
import { asyncConnectionBag, checkBag } from './connection/option-bags';
import { CassandraConnection } from './connection/cassandra-connection';
import { ConnectionRegistry, ConnectionRegistryModule } from './connection/connection-registry';
import { refuseRequestScope } from './connection/refuse-request-scope';
import { connectionOf, type TypedFeatures } from './define-statements';
import type { FeatureStatement } from './feature-statement';
import { statementProviders } from './feature-statements';
import type { StatementToken } from './statement-token';

/**
 * Connects an application to Cassandra. The connection is open before anything that injects it is created, and is closed in
 * `OnApplicationShutdown`: after HTTP has drained.
 *
 * @example
 * @Module({
 *   imports: [CassandraModule.forRoot({ cluster: { contactPoints: ['10.0.0.1'] }, keyspace: 'shop' })],
 *   providers: [OrdersService],
 * })
 * export class AppModule {}
 *
 * @Injectable()
 * export class OrdersService {
 *   constructor(private readonly session: AsyncCassandraSession) {}
 * }
 */
@Module({})
export class CassandraModule {
  /** Adds a connection with these options. They are checked, and the connection is opened, while the application boots. @throws ConfigurationError at boot for an invalid option; the error of connecting after the last retry. */
  static forRoot(options: CassandraModuleOptions): DynamicModule {
    const { name, isGlobal } = settledOptions('forRoot', options);
    // A function, so that Nest does not compute the module's id from the contents of the options.
    return connectionModule(name, isGlobal, {
      providers: [{ provide: optionsToken(name), useFactory: () => options }],
    });
  }

  /**
   * Adds a connection whose options depend on other providers: by a function, by a class that is instantiated for it, or by an
   * existing provider.
   *
   * @throws ConfigurationError unless there is exactly one of `useFactory`, `useClass` and `useExisting`.
   *
   * @example
   * CassandraModule.forRootAsync({
   *   name: 'reports',
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ cluster: { contactPoints: config.getOrThrow('REPORTS_NODES').split(',') } }),
   * });
   */
  static forRootAsync(options: CassandraModuleAsyncOptions): DynamicModule {
    const { name, isGlobal } = settledOptions('forRootAsync', options);
    const { imports, extraProviders = [] } = options;
    return connectionModule(name, isGlobal, {
      imports,
      providers: [...optionsProviders(name, options), ...extraProviders],
    });
  }

  /**
   * Adds statements of a connection, each provided under its key: `@InjectStatement(key)`. They are prepared while the application
   * boots; a statement that does not fit the schema fails the boot with its key. For a lazy connection they are prepared by their first
   * execution.
   *
   * @example
   * CassandraModule.forFeature(statements); // of `defineStatements`, in a file of its own
   * CassandraModule.forFeature({
   *   findUser: 'SELECT * FROM users WHERE id = ?',
   *   rename: { query: 'UPDATE users SET name = ? WHERE id = ?', isIdempotent: true },
   * });
   */
  static forFeature<const S extends Readonly<Record<string, FeatureStatement | StatementToken>>>(
    statements: S & TypedFeatures<S>,
    name?: string,
  ): DynamicModule {
    const providers = statementProviders(statements, connectionOf(statements, name));
    return {
      module: CassandraModule,
      imports: [ConnectionRegistryModule],
      providers: [...providers, moduleId()],
      exports: providers.map(({ provide }) => provide),
    };
  }
}

let modules = 0;

/**
 * Distinguishes dynamic modules. With `moduleIdGeneratorAlgorithm: 'deep-hash'` Nest compares their texts, and the texts
 * of two functions may be equal although their closures differ: the second module would be taken for the first.
 */
const moduleId = (): Provider => ({ provide: Symbol.for('@async-cassandra/nestjs:module'), useValue: ++modules });

/** Returns the options that must be known before a factory runs. */
function settledOptions(
  method: string,
  options: { readonly name?: string; readonly isGlobal?: boolean },
): { readonly name: string; readonly isGlobal: boolean } {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(`CassandraModule.${method} needs options: an object`);
  }
  const { name = defaultConnectionName, isGlobal = true } = options;
  if (typeof name !== 'string' || name === '') {
    throw new ConfigurationError(`CassandraModule.${method}: option 'name' must be a text`);
  }
  if (typeof isGlobal !== 'boolean') {
    throw new ConfigurationError(`Cassandra connection '${name}': option 'isGlobal' must be true or false`);
  }
  return { name, isGlobal };
}

function connectionModule(
  name: string,
  isGlobal: boolean,
  { imports = [], providers }: Pick<DynamicModule, 'imports' | 'providers'>,
): DynamicModule {
  return {
    module: CassandraModule,
    global: isGlobal,
    imports: [ConnectionRegistryModule, ...imports],
    providers: [...(providers ?? []), ...connectionProviders(name), moduleId()],
    exports: [getSessionToken(name), getClusterToken(name)],
  };
}

// The session's provider connects: if a test overrides it, nothing is opened.
function connectionProviders(name: string): Provider[] {
  return [
    {
      provide: connectionToken(name),
      inject: [ConnectionRegistry, ModuleRef, optionsToken(name)],
      useFactory: (registry: ConnectionRegistry, moduleRef: ModuleRef, options: CassandraModuleOptions) =>
        registry.make(moduleRef, () => registry.add(new CassandraConnection(name, options), moduleRef)),
    },
    {
      provide: getSessionToken(name),
      inject: [ConnectionRegistry, ModuleRef, connectionToken(name)],
      useFactory: (registry: ConnectionRegistry, moduleRef: ModuleRef, connection: CassandraConnection) =>
        registry.make(moduleRef, () => registry.open(connection)),
    },
    {
      provide: getClusterToken(name),
      // The session is not used, but connecting determines its cluster.
      inject: [connectionToken(name), getSessionToken(name)],
      useFactory: (connection: CassandraConnection) => connection.cluster,
    },
    {
      provide: scopeToken(name),
      inject: [ConnectionRegistry, ModuleRef],
      useFactory: (registry: ConnectionRegistry, moduleRef: ModuleRef) =>
        registry.make(moduleRef, () => refuseRequestScope(moduleRef, name)),
    },
  ];
}

function optionsProviders(name: string, options: CassandraModuleAsyncOptions): Provider[] {
  const { inject = [], useFactory, useClass, useExisting } = options;
  checkBag(`Cassandra connection '${name}'`, asyncConnectionBag, options);
  const ways = [useFactory, useClass, useExisting].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    throw new ConfigurationError(
      `Cassandra connection '${name}': forRootAsync needs exactly one of useFactory, useClass and useExisting`,
    );
  }
  const provide = optionsToken(name);
  if (useFactory !== undefined) return [{ provide, inject, useFactory }];
  const factory = useExisting ?? useClass!;
  const fromClass: Provider = {
    provide,
    inject: [factory],
    useFactory: (made: CassandraOptionsFactory) => made.createCassandraOptions(name),
  };
  return useClass === undefined ? [fromClass] : [fromClass, useClass];
}
