import type { TestKeyspace } from '@async-cassandra/testing/jest';
import type { EngineClientOptions } from '../src/index';

/** The server of the run and the keyspace of the test file, as options of cassandra-driver's Client. */
export function optionsOf(keyspace: TestKeyspace): EngineClientOptions {
  const { contactPoints, port, localDatacenter, allowProtocolV4, protocolVersion } = keyspace.clusterOptions();
  return {
    contactPoints: [...contactPoints],
    allowProtocolV4,
    protocolOptions: { port, ...(protocolVersion === undefined ? {} : { maxVersion: protocolVersion }) },
    localDataCenter: localDatacenter,
    keyspace: keyspace.name,
  };
}
