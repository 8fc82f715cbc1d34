import { ExecutionProfile } from 'cassandra-driver';
import { auth } from '../driver/auth';
import { policies, type ClientOptions } from '../driver/policies';
import { types } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { fromDriverOptions } from './driver-options';
import { resolveOptions } from './resolve-options';

const { consistencies, distance } = types;

function failureOf(options: unknown): Error {
  try {
    fromDriverOptions(options as ClientOptions);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The options were taken');
}

describe('fromDriverOptions', () => {
  it('takes over what has a counterpart', () => {
    const given = {
      addressResolution: policies.defaultAddressTranslator(),
      loadBalancing: policies.defaultLoadBalancingPolicy('dc1'),
      reconnection: policies.defaultReconnectionPolicy(),
      retry: policies.defaultRetryPolicy(),
      speculativeExecution: policies.defaultSpeculativeExecutionPolicy(),
      timestampGeneration: policies.defaultTimestampGenerator(),
    };
    const sslOptions = { rejectUnauthorized: false };
    const options = fromDriverOptions({
      contactPoints: ['a', 'b:9043'],
      localDataCenter: 'dc1',
      credentials: { username: 'ada', password: 'secret' },
      encoding: { useBigIntAsLong: true },
      policies: given,
      pooling: {
        coreConnectionsPerHost: { [distance.local]: 2, [distance.remote]: 2, [distance.ignored]: 0 },
        heartBeatInterval: 1000,
        maxRequestsPerConnection: 500,
        warmup: true,
      },
      protocolOptions: { maxSchemaAgreementWaitSeconds: 7, maxVersion: 0, noCompact: false, port: 9999 },
      queryOptions: {
        consistency: consistencies.quorum,
        serialConsistency: consistencies.localSerial,
        fetchSize: 10,
        prepare: true,
        autoPage: true,
      },
      refreshSchemaDelay: 300,
      socketOptions: { connectTimeout: 100, readTimeout: 0, keepAlive: true, tcpNoDelay: true },
      sslOptions,
      isMetadataSyncEnabled: true,
      ...{ applicationName: 'shop', applicationVersion: '1', monitorReporting: { enabled: false } },
    });

    expect(options).toEqual({
      contactPoints: ['a', 'b:9043'],
      localDatacenter: 'dc1',
      authProvider: { username: 'ada', password: 'secret' },
      encoding: { useBigIntAsLong: true },
      addressTranslator: given.addressResolution,
      loadBalancingPolicy: given.loadBalancing,
      reconnectionPolicy: given.reconnection,
      retryPolicy: given.retry,
      speculativeExecutionPolicy: given.speculativeExecution,
      timestampGenerator: given.timestampGeneration,
      connectionsPerNode: 2,
      idleHeartbeatIntervalMs: 1000,
      maxRequestsPerConnection: 500,
      maxSchemaAgreementWaitMs: 7000,
      port: 9999,
      consistency: consistencies.quorum,
      serialConsistency: consistencies.localSerial,
      fetchSize: 10,
      schemaEventRefreshWindowMs: 300,
      topologyEventRefreshWindowMs: 300,
      connectTimeoutMs: 100,
      requestTimeoutMs: 0,
      ssl: sslOptions,
      applicationName: 'shop',
      applicationVersion: '1',
    });
    expect(() => resolveOptions(options)).not.toThrow();
  });

  it.each([
    [{ host: 'cassandra.eu-west-1.amazonaws.com' }, { servername: 'cassandra.eu-west-1.amazonaws.com' }],
    [
      { host: 'a.example', servername: 'b.example', ca: 'x' },
      { servername: 'b.example', ca: 'x' },
    ],
    [{ host: null, ca: 'x' }, { ca: 'x' }],
    [
      { servername: 'b.example', rejectUnauthorized: false },
      { servername: 'b.example', rejectUnauthorized: false },
    ],
  ])('converts the host of sslOptions to the name to verify: %j', (sslOptions, ssl) => {
    const options = fromDriverOptions({ sslOptions: sslOptions as object });
    expect(options.ssl).toEqual(ssl);
    expect(() => resolveOptions(options)).not.toThrow();
  });

  it('refuses an address as the host of sslOptions: in the driver it is where each connection goes', () => {
    expect(() => fromDriverOptions({ sslOptions: { host: '10.0.0.1' } })).toThrow(/'sslOptions\.host'.*contactPoints/);
  });

  it('prefers a provider to credentials, as the driver does', () => {
    const authProvider = new auth.PlainTextAuthProvider('ada', 'secret');
    const credentials = { username: 'bo', password: 'other' };

    expect(fromDriverOptions({ credentials, authProvider }).authProvider).toBe(authProvider);
  });

  it('treats fields that are null or undefined as left out', () => {
    const nothing = {
      keyspace: undefined,
      metrics: null,
      requestTracker: null,
      authProvider: null,
      policies: undefined,
    };

    expect(fromDriverOptions(nothing as never)).toEqual({});
  });

  it('leaves the time to the server where the driver is told to', () => {
    const { timestampGenerator } = fromDriverOptions({ policies: { timestampGeneration: null as never } });

    expect(timestampGenerator!.next(undefined as never)).toBeNull();
  });

  it.each([0, 5, 6, 66])('takes %i as the highest protocol version for no limit', (maxVersion) => {
    expect(fromDriverOptions({ protocolOptions: { maxVersion } })).toEqual({});
  });

  it('takes 4 as the highest protocol version where v4 is allowed, in any order', () => {
    const allowed = { allowProtocolV4: true };
    const options = fromDriverOptions({ protocolOptions: { maxVersion: 4 }, ...allowed });

    expect(options).toEqual({ allowProtocolV4: true, protocolVersion: 4 });
    expect(fromDriverOptions({ ...allowed, protocolOptions: { maxVersion: 6 } })).toEqual(allowed);
    expect(failureOf({ ...allowed, protocolOptions: { maxVersion: 3 } }).message).toContain('maxVersion');
  });

  it('takes the time-out of queries before that of the socket, in any order', () => {
    const queryOptions = { readTimeout: 1 };
    const socketOptions = { readTimeout: 2 };

    expect(fromDriverOptions({ queryOptions, socketOptions }).requestTimeoutMs).toBe(1);
    expect(fromDriverOptions({ socketOptions, queryOptions }).requestTimeoutMs).toBe(1);
  });

  it('takes execution profiles over, and the default one as the options of the cluster', () => {
    const retry = policies.defaultRetryPolicy();
    const loadBalancing = policies.defaultLoadBalancingPolicy('dc2');
    const options = fromDriverOptions({
      profiles: [
        new ExecutionProfile('default', { consistency: consistencies.quorum }),
        new ExecutionProfile('reports', {
          serialConsistency: consistencies.localSerial,
          readTimeout: 60_000,
          retry,
          loadBalancing,
        }),
      ],
      queryOptions: { consistency: consistencies.one },
    });

    expect(options).toEqual({
      consistency: consistencies.quorum,
      executionProfiles: {
        reports: {
          serialConsistency: consistencies.localSerial,
          requestTimeoutMs: 60_000,
          retryPolicy: retry,
          loadBalancingPolicy: loadBalancing,
        },
      },
    });
    expect(() => resolveOptions(options)).not.toThrow();
  });

  it.each<[string, object]>([
    ['keyspace', { keyspace: 'shop' }],
    ['cloud', { cloud: { secureConnectBundle: 'a.zip' } }],
    ['maxPrepared', { maxPrepared: 10 }],
    ['metrics', { metrics: {} }],
    ['requestTracker', { requestTracker: {} }],
    ['promiseFactory', { promiseFactory: () => {} }],
    ['prepareOnAllHosts', { prepareOnAllHosts: true }],
    ['rePrepareOnUp', { rePrepareOnUp: true }],
    ['isMetadataSyncEnabled', { isMetadataSyncEnabled: false }],
    ['id', { id: types.Uuid.random() }],
    ['graphOptions', { graphOptions: {} }],
    ['monitorReporting', { monitorReporting: { enabled: true } }],
    ['pooling.warmup', { pooling: { warmup: false } }],
    ['pooling.maxConnections', { pooling: { maxConnections: 1 } }],
    ['pooling.coreConnectionsPerHost[types.distance.remote]', { pooling: { coreConnectionsPerHost: { 0: 2, 1: 1 } } }],
    ['pooling.coreConnectionsPerHost[types.distance.ignored]', { pooling: { coreConnectionsPerHost: { 0: 2, 2: 1 } } }],
    ['pooling.coreConnectionsPerHost.local', { pooling: { coreConnectionsPerHost: { local: 2 } } }],
    ['protocolOptions.maxVersion', { protocolOptions: { maxVersion: 4 } }],
    ['protocolOptions.noCompact', { protocolOptions: { noCompact: true } }],
    ['queryOptions.autoPage', { queryOptions: { autoPage: false } }],
    ['queryOptions.isIdempotent', { queryOptions: { isIdempotent: true } }],
    ['queryOptions.prepare', { queryOptions: { prepare: false } }],
    ['queryOptions.traceQuery', { queryOptions: { traceQuery: true } }],
    ['queryOptions.hints', { queryOptions: { hints: ['int'] } }],
    ['socketOptions.coalescingThreshold', { socketOptions: { coalescingThreshold: 1 } }],
    ['socketOptions.defunctReadTimeoutThreshold', { socketOptions: { defunctReadTimeoutThreshold: 1 } }],
    ['socketOptions.tcpNoDelay', { socketOptions: { tcpNoDelay: false } }],
    ['policies.retries', { policies: { retries: {} } }],
    ['profiles.graph.graphOptions', { profiles: [new ExecutionProfile('graph', { graphOptions: { name: 'g' } })] }],
    ['profiles.odd.fetchSize', { profiles: [Object.assign(new ExecutionProfile('odd', {}), { fetchSize: 1 })] }],
    ['profiles', { profiles: {} }],
    ['policies', { policies: 'default' }],
    ['toString', { toString: () => 'text' }],
  ])('refuses %s by its name', (name, options) => {
    const failure = failureOf(options);

    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure.message).toContain(`'${name}'`);
  });

  it('says what to do instead', () => {
    expect(failureOf({ keyspace: 'shop' }).message).toBe(
      "cassandra-driver's option 'keyspace' has no meaning here: give it to cluster.connect(keyspace)",
    );
  });

  it.each([null, undefined, 'localhost'])('refuses the options %p', (options) => {
    expect(failureOf(options)).toBeInstanceOf(ConfigurationError);
  });
});
