// The options of a connection, checked before a cluster is made from them.
import { ConfigurationError } from '@async-cassandra/core';
import { milliseconds } from '@async-cassandra/core/options';
import type { CassandraModuleOptions } from '../cassandra-module-options';
import { checkBag, connectionBag, migrationsBag } from './option-bags';

const isTime = milliseconds(0);

export const isMilliseconds = (value: unknown): value is number => isTime(value) === undefined;

/** @throws ConfigurationError, which names the connection and its first wrong option. */
export function checkOptions(connectionName: string, options: CassandraModuleOptions): void {
  const subject = `Cassandra connection '${connectionName}'`;
  const complain = (what: string): never => {
    throw new ConfigurationError(`${subject}: ${what}`);
  };
  if (typeof options !== 'object' || (options as unknown) === null) complain('there are no options');
  if (options.cluster === undefined) complain(`option 'cluster' is missing: it takes the options of AsyncCluster`);
  checkBag(subject, connectionBag, options);
  const { migrations, keyspace, lazyConnection, name = connectionName } = options;
  if (migrations !== undefined) {
    checkBag(subject, migrationsBag, migrations, 'migrations');
    if (lazyConnection) {
      complain(`migrations run before anything is injected, which 'lazyConnection' puts off: leave one of the two out`);
    }
    if (keyspace === undefined) complain(`option 'migrations' needs option 'keyspace': where they run`);
  }
  if (name !== connectionName) {
    complain(`its factory calls it '${name}': give the name to forRootAsync, beside the factory`);
  }
}
