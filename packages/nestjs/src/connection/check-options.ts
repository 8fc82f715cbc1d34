// Checks the options of a connection before they are used.
import { ConfigurationError } from '@async-cassandra/core';
import type { CassandraModuleOptions } from '../cassandra-module-options';

type Check = readonly [isRight: (value: unknown) => boolean, expected: string];

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The longest delay of a timer: Node fires a longer timer at once. */
const maxMilliseconds = 2 ** 31 - 1;

export const isMilliseconds = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= maxMilliseconds;

const text: Check = [(value) => typeof value === 'string' && value !== '', 'a text'];
const flag: Check = [(value) => typeof value === 'boolean', 'true or false'];
const callback: Check = [isFunction, 'a function'];

const checks: { readonly [Name in keyof Required<CassandraModuleOptions>]: Check } = {
  name: text,
  isGlobal: flag,
  cluster: [(value) => isObject(value) || isFunction(value), 'options of AsyncCluster, or a function that gives them'],
  keyspace: text,
  migrations: [isObject, 'an object with the folder of the migrations'],
  retryAttempts: [(value) => Number.isInteger(value) && (value as number) >= 0, 'a whole number from 0'],
  retryDelayMs: [
    (value) => isMilliseconds(value) || isFunction(value),
    'a number of milliseconds, or a function that gives it',
  ],
  toRetry: callback,
  verboseRetryLog: flag,
  lazyConnection: flag,
  onClusterCreate: callback,
  sessionFactory: callback,
  shutdownTimeoutMs: [isMilliseconds, 'a number of milliseconds'],
  metrics: [(value) => isObject(value), 'a MetricsMiddleware'],
};

/** @throws ConfigurationError that names the connection and its first invalid option. */
export function checkOptions(connectionName: string, options: CassandraModuleOptions): void {
  const complain = (what: string): never => {
    throw new ConfigurationError(`Cassandra connection '${connectionName}': ${what}`);
  };
  if (!isObject(options)) complain('there are no options');
  if (options.cluster === undefined) complain(`option 'cluster' is missing: it takes the options of AsyncCluster`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name))
      complain(`unknown option '${name}'; the options of AsyncCluster go into 'cluster'`);
    const [isRight, expected] = checks[name as keyof CassandraModuleOptions];
    if (value !== undefined && !isRight(value)) complain(`option '${name}' must be ${expected}`);
  }
  if (options.migrations !== undefined && options.lazyConnection) {
    complain(`migrations run before anything is injected, which 'lazyConnection' puts off: leave one of the two out`);
  }
  if (options.migrations !== undefined && options.keyspace === undefined) {
    complain(`option 'migrations' needs option 'keyspace': where they run`);
  }
  const { name = connectionName } = options;
  if (name !== connectionName) {
    complain(`its factory calls it '${name}': give the name to forRootAsync, beside the factory`);
  }
}
