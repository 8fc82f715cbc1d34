import type { TestKeyspace } from '@async-cassandra/testing/jest';
import type { DseClientOptions } from 'cassandra-driver';

/** The server of the run and the keyspace of the test file, as options of cassandra-driver's Client. */
export function optionsOf(keyspace: TestKeyspace): DseClientOptions {
  const { contactPoints, port, localDatacenter } = keyspace.clusterOptions();
  return {
    contactPoints: [...contactPoints],
    protocolOptions: { port },
    localDataCenter: localDatacenter,
    keyspace: keyspace.name,
  };
}
