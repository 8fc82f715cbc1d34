// The names of options: a function refuses a name that it does not know, because a test that ignores it tests something else.
import type { StubNodeOptions } from './stub/stub-node';
import type { CqlStubOptions } from './stub/cql-stub';
import type { VariablesOptions } from './stub/stub-rule';
import type { AstraStandInOptions } from './astra/astra-stand-in';
import type { ChaosProxyOptions } from './chaos/chaos-proxy';
import type { DropOptions, LatencyOptions } from './chaos/proxy-link';
import type { ExternalCassandraOptions } from './external/external-cassandra';
import type { AddNodeOptions, KeyspaceOptions, RunCqlOptions, StartOptions } from './fixture';
import { FixtureError, fixtureErrorCode } from './fixture-error';
import type { WaitOptions } from './condition-waiters';

/** Each name of the type once. */
type Names<Options> = Readonly<Record<keyof Required<Options>, true>>;

const startNames: Names<StartOptions> = {
  provider: true,
  version: true,
  image: true,
  nodes: true,
  datacenters: true,
  racks: true,
  auth: true,
  tls: true,
  heapMb: true,
  jvmOptions: true,
  config: true,
  initScripts: true,
  migrations: true,
  reuse: true,
  startupTimeoutMs: true,
  progress: true,
  signal: true,
};

const externalNames: Names<ExternalCassandraOptions> = {
  contactPoints: true,
  port: true,
  localDatacenter: true,
  authProvider: true,
  ssl: true,
  protocolVersion: true,
  allowProtocolV4: true,
  requestTimeoutMs: true,
  addressTranslator: true,
  initScripts: true,
};

const stubNames: Names<CqlStubOptions> = {
  nodes: true,
  port: true,
  clusterName: true,
  schema: true,
  credentials: true,
  compression: true,
  protocolVersions: true,
  maxRecordedRequests: true,
  maxRecordedBytes: true,
  maxConnections: true,
};

const stubNodeNames: Names<StubNodeOptions> = {
  address: true,
  port: true,
  datacenter: true,
  rack: true,
  tokens: true,
  releaseVersion: true,
  protocolVersions: true,
  shards: true,
  supported: true,
};

const keyspaceNames: Names<KeyspaceOptions> = { replicationFactor: true };
const runCqlNames: Names<RunCqlOptions> = { keyspace: true };
const addNodeNames: Names<AddNodeOptions> = { datacenter: true, rack: true };
const proxyNames: Names<ChaosProxyOptions> = { listenHost: true, maxConnections: true, random: true };
const astraNames: Names<AstraStandInOptions> = { nodes: true, localDatacenter: true };
const latencyNames: Names<LatencyOptions> = { jitterMs: true, direction: true };
const dropNames: Names<DropOptions> = { how: true, direction: true };
const waitNames: Names<WaitOptions> = { timeoutMs: true, signal: true };
const variablesNames: Names<VariablesOptions> = { keyspace: true, table: true, partitionKey: true, flags: true };

/** The functions that take options, with the names that they know. */
const knownNames = {
  startCassandra: startNames,
  'ExternalCassandra.connect': externalNames,
  'CqlStub.start': stubNames,
  'a node of the CQL stub': stubNodeNames,
  createKeyspace: keyspaceNames,
  runCql: runCqlNames,
  addNode: addNodeNames,
  'AstraStandIn.start': astraNames,
  'ChaosProxy.start': proxyNames,
  latency: latencyNames,
  dropAfter: dropNames,
  'a wait': waitNames,
  variables: variablesNames,
} as const;

/** @throws FixtureError with the code `BAD_OPTION`, which names the option and the names that exist. */
export function refuseUnknown(owner: keyof typeof knownNames, options: unknown): void {
  const known: Readonly<Record<string, true>> = knownNames[owner];
  if (typeof options !== 'object' || options === null) {
    throw new FixtureError(fixtureErrorCode.badOption, `The options of ${owner} must be an object`);
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known).join(', ');
    throw new FixtureError(fixtureErrorCode.badOption, `Unknown option '${name}': ${owner} takes ${names}`);
  }
}
