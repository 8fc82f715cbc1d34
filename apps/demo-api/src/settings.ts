// The settings from the environment. The variables of a server have the names of @async-cassandra/testing.
import type { AsyncClusterOptions } from '@async-cassandra/core';
import type { NodeControl } from './status/node-control';

export interface Settings {
  readonly cluster: AsyncClusterOptions;
  readonly keyspace: string;
  /** The replication factor in the local datacenter. With three, the service keeps working while one node is down. */
  readonly replicationFactor: number;
  /** Controls the nodes, if the process that runs them allows it. */
  readonly nodeControl?: NodeControl;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws TypeError when a variable is invalid. */
export function readSettings(environment: Environment): Settings {
  const { CASSANDRA_KEYSPACE = 'telemetry', CASSANDRA_REPLICATION_FACTOR = '1' } = environment;
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(CASSANDRA_KEYSPACE)) {
    throw new TypeError('CASSANDRA_KEYSPACE must be a name of lower-case letters, digits and underscores');
  }
  const replicationFactor = Number(CASSANDRA_REPLICATION_FACTOR);
  if (!Number.isInteger(replicationFactor) || replicationFactor < 1) {
    throw new TypeError('CASSANDRA_REPLICATION_FACTOR must be a whole number above 0');
  }
  return { cluster: readCluster(environment), keyspace: CASSANDRA_KEYSPACE, replicationFactor };
}

function readCluster(environment: Environment): AsyncClusterOptions {
  const username = environment.CASSANDRA_USERNAME;
  const ca = environment.CASSANDRA_TLS_CA;
  const port = environment.CASSANDRA_PORT;
  return {
    contactPoints: (environment.CASSANDRA_CONTACT_POINTS ?? '127.0.0.1').split(/[\s,]+/).filter(Boolean),
    port: port ? Number(port) : undefined,
    localDatacenter: environment.CASSANDRA_LOCAL_DATACENTER || undefined,
    authProvider: username ? { username, password: environment.CASSANDRA_PASSWORD ?? '' } : undefined,
    ssl: ca ? { ca, cert: environment.CASSANDRA_TLS_CERT, key: environment.CASSANDRA_TLS_KEY } : undefined,
    addressTranslator: readAddresses(environment.CASSANDRA_ADDRESSES),
  };
}

/** Parses `inner=outer,...`: the addresses under which nodes in containers are reached from here. */
function readAddresses(text: string | undefined): AsyncClusterOptions['addressTranslator'] {
  if (!text) return undefined;
  const outerOf = new Map(text.split(',').map((pair) => pair.split('=') as [string, string]));
  return (host, port) => {
    const outer = outerOf.get(`${host}:${port}`);
    if (outer === undefined) return { host, port };
    const colon = outer.lastIndexOf(':');
    return { host: outer.slice(0, colon), port: Number(outer.slice(colon + 1)) };
  };
}
