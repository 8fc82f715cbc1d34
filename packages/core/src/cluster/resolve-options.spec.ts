import { codec } from '../codec/codec';
import { createSecureContext } from 'node:tls';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { auth } from '../driver/auth';
import { policies } from '../driver/policies';
import { types } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { AsyncLoadBalancingPolicy } from '../policies/async-load-balancing-policy';
import { AsyncRetryPolicy } from '../policies/async-retry-policy';
import { MonotonicTimestamps } from '../policies/monotonic-timestamps';
import type { AsyncClusterOptions } from './cluster-options';
import type * as resolving from './resolve-options';
import { resolveOptions } from './resolve-options';

const { consistencies } = types;

function failureOf(options: unknown): Error {
  try {
    resolveOptions(options as AsyncClusterOptions);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The options were taken');
}

describe('resolveOptions', () => {
  it('has a default for everything', () => {
    const resolved = resolveOptions();

    expect(resolved).toMatchObject({
      contactPoints: [{ host: '127.0.0.1', port: 9042 }],
      port: 9042,
      localDatacenter: undefined,
      addressTranslator: undefined,
      compression: 'none',
      connectionsPerNode: 1,
      connectionsPerShard: 1,
      maxRequestsPerConnection: 2048,
      maxConcurrentRequests: 8192,
      maxQueuedRequests: 65_536,
      maxSchemaAgreementWaitMs: 10_000,
      controlConnectionTimeoutMs: 2000,
      connectTimeoutMs: 5000,
      idleHeartbeatIntervalMs: 30_000,
      schemaEventRefreshWindowMs: 2000,
      topologyEventRefreshWindowMs: 10_000,
      statusEventRefreshWindowMs: 2000,
      encoding: {},
      codecs: [],
      applicationName: undefined,
      applicationVersion: undefined,
      metrics: undefined,
      authProvider: undefined,
      ssl: undefined,
    });
    expect(resolved.defaultProfile).toEqual({
      name: 'default',
      consistency: consistencies.localOne,
      serialConsistency: undefined,
      requestTimeoutMs: 10_000,
      fetchSize: 5000,
      retryPolicy: new AsyncRetryPolicy(3),
      loadBalancingPolicy: expect.any(AsyncLoadBalancingPolicy) as unknown,
      speculativeExecutionPolicy: undefined,
    });
    expect(resolved.profiles.size).toBe(0);
    expect(resolved.timestampGenerator).toBeInstanceOf(MonotonicTimestamps);
  });

  it('reconnects after a second at first, after a minute at last', () => {
    const schedule = resolveOptions().reconnectionPolicy.newSchedule();
    const delays = Array.from({ length: 12 }, () => schedule.next().value as number);

    expect(delays[0]).toBeGreaterThanOrEqual(1000);
    expect(delays[0]).toBeLessThanOrEqual(1150);
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000);
    expect(delays.at(-1)).toBeGreaterThanOrEqual(51_000);
  });

  it('treats an option that is undefined as left out', () => {
    const names = ['contactPoints', 'port', 'ssl', 'fetchSize', 'executionProfiles', 'encoding', 'compression'];
    const options = Object.fromEntries(names.map((name) => [name, undefined]));

    expect(inspect(resolveOptions(options))).toBe(inspect(resolveOptions()));
  });

  it('gives the port to contact points that name none', () => {
    expect(resolveOptions({ contactPoints: ['a', 'b:1', '[::1]'], port: 9999 }).contactPoints).toEqual([
      { host: 'a', port: 9999 },
      { host: 'b', port: 1 },
      { host: '::1', port: 9999 },
    ]);
  });

  it('takes every policy of cassandra-driver', () => {
    const options = {
      loadBalancingPolicy: new policies.loadBalancing.RoundRobinPolicy(),
      retryPolicy: new policies.retry.FallthroughRetryPolicy(),
      speculativeExecutionPolicy: new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(10, 1),
      reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(100),
      timestampGenerator: new policies.timestampGeneration.MonotonicTimestampGenerator(1, 1),
      addressTranslator: policies.defaultAddressTranslator(),
      authProvider: new auth.PlainTextAuthProvider('ada', 'secret'),
    };
    const resolved = resolveOptions(options);

    expect(resolved.defaultProfile).toMatchObject({
      loadBalancingPolicy: options.loadBalancingPolicy,
      retryPolicy: options.retryPolicy,
      speculativeExecutionPolicy: options.speculativeExecutionPolicy,
    });
    expect(resolved.reconnectionPolicy.newSchedule().next().value).toBe(100);
    expect(resolved.timestampGenerator).toBe(options.timestampGenerator);
    expect(resolved.addressTranslator).toBe(options.addressTranslator);
    expect(resolved.authProvider).toBe(options.authProvider);
  });

  it.each([true, {}])('turns TLS on with ssl: %j', (ssl) => {
    expect(resolveOptions({ ssl }).ssl).toEqual({});
  });

  it('takes TLS options of a class, of another realm, and with a SecureContext', () => {
    class Certificates {
      ca = 'text';
    }
    for (const ssl of [new Certificates(), runInNewContext("({ ca: 'text' })")] as object[]) {
      expect(resolveOptions({ ssl }).ssl).toEqual({ ca: 'text' });
    }
    const secureContext = createSecureContext({});
    expect(resolveOptions({ ssl: { secureContext } }).ssl).toEqual({ secureContext });
  });

  it('keeps the TLS options that it was given, and leaves out what is null or undefined', () => {
    const ssl: Record<string, unknown> = { ca: 'ours', minDHSize: undefined, checkServerIdentity: null };
    const resolved = resolveOptions({ ssl });
    ssl['ca'] = 'another';
    ssl['rejectUnauthorized'] = false;

    expect(resolved.ssl).toEqual({ ca: 'ours' });
  });

  it('keeps the list of authenticators that it was given', () => {
    const allowedAuthenticators = ['org.apache.cassandra.auth.PasswordAuthenticator'];
    const resolved = resolveOptions({ authProvider: { username: 'ada', password: 'x' }, allowedAuthenticators });
    allowedAuthenticators.push('com.example.Other');

    expect(resolved.allowedAuthenticators).toEqual(['org.apache.cassandra.auth.PasswordAuthenticator']);
  });

  it.each([
    [['']],
    [[' com.example.A']],
    [['com.example.A ']],
    [['com.example.A, com.example.B']],
    [['\n']],
    [[null]],
    [[]],
  ])('refuses the list of authenticators %j, which no server fits', (allowedAuthenticators) => {
    const options = { authProvider: { username: 'ada', password: 'x' }, allowedAuthenticators };
    expect(() => resolveOptions(options as never)).toThrow(/^Option 'allowedAuthenticators' must be .*without blanks/);
  });

  it('takes a list of authenticators that names one twice', () => {
    const allowedAuthenticators = ['com.example.A', 'com.example.A'];
    const options = { authProvider: { username: 'ada', password: 'x' }, allowedAuthenticators };
    expect(resolveOptions(options).allowedAuthenticators).toEqual(allowedAuthenticators);
  });

  it('leaves TLS off with ssl: false', () => {
    expect(resolveOptions({ ssl: false }).ssl).toBeUndefined();
  });

  it('takes 5 for the protocol version', () => {
    expect(() => resolveOptions({ protocolVersion: 5 })).not.toThrow();
  });

  it('takes lz4 where lz4-napi is installed', () => {
    expect(resolveOptions({ compression: 'lz4' }).compression).toBe('lz4');
  });

  it('names lz4-napi where lz4 is asked for and it is not installed', () => {
    jest.isolateModules(() => {
      jest.doMock('lz4-napi', () => {
        throw new Error("Cannot find module 'lz4-napi'");
      });
      const isolated = jest.requireActual<typeof resolving>('./resolve-options');

      expect(() => isolated.resolveOptions({ compression: 'lz4' })).toThrow(
        expect.objectContaining({
          name: 'ConfigurationError',
          message: expect.stringContaining('npm install lz4-napi'),
        }),
      );
      expect(() => isolated.resolveOptions({ compression: 'none' })).not.toThrow();
    });
    jest.dontMock('lz4-napi');
  });

  it('has no time limit for a request where it is 0', () => {
    const resolved = resolveOptions({ requestTimeoutMs: 0, executionProfiles: { a: {}, b: { requestTimeoutMs: 5 } } });

    expect(resolved.defaultProfile.requestTimeoutMs).toBe(Infinity);
    expect(resolved.profiles.get('a')!.requestTimeoutMs).toBe(Infinity);
    expect(resolved.profiles.get('b')!.requestTimeoutMs).toBe(5);
  });

  it('completes execution profiles with the options of the cluster', () => {
    const retryPolicy = new AsyncRetryPolicy(0);
    const { profiles, defaultProfile } = resolveOptions({
      consistency: consistencies.quorum,
      fetchSize: 100,
      executionProfiles: { reports: { consistency: consistencies.one, requestTimeoutMs: 60_000, retryPolicy } },
    });

    expect(defaultProfile).toMatchObject({ name: 'default', consistency: consistencies.quorum, fetchSize: 100 });
    expect(profiles.get('reports')).toEqual({
      ...defaultProfile,
      name: 'reports',
      consistency: consistencies.one,
      requestTimeoutMs: 60_000,
      retryPolicy,
    });
  });

  describe('refuses', () => {
    it.each<[string, unknown]>([
      ['contactPoints', []],
      ['contactPoints', 'localhost'],
      ['contactPoints', ['']],
      ['contactPoints', [7]],
      ['contactPoints', null],
      ['port', 0],
      ['port', 65_536],
      ['port', '9042'],
      ['localDatacenter', ''],
      ['localDatacenter', null],
      ['authProvider', 'ada:secret'],
      ['authProvider', null],
      ['loadBalancingPolicy', {}],
      ['loadBalancingPolicy', 'round-robin'],
      ['reconnectionPolicy', { newSchedule: 1 }],
      ['retryPolicy', new policies.loadBalancing.RoundRobinPolicy()],
      ['speculativeExecutionPolicy', {}],
      ['timestampGenerator', () => 1],
      ['addressTranslator', {}],
      ['addressTranslator', 'nat'],
      ['ssl', 'yes'],
      ['ssl', []],
      ['ssl', Promise.resolve({})],
      ['ssl', new Map([['ca', 'text']])],
      ['ssl', Buffer.from('a certificate')],
      ['ssl', new URL('file:///ca.pem')],
      ['ssl', createSecureContext({})],
      ['protocolVersion', 4],
      ['protocolVersion', 3],
      ['protocolVersion', 6],
      ['protocolVersion', '5'],
      ['compression', 'snappy'],
      ['compression', true],
      ['connectionsPerNode', 0],
      ['connectionsPerNode', 1.5],
      ['connectionsPerShard', -1],
      ['connectionsPerShard', 17],
      ['maxRequestsPerConnection', 32_769],
      ['maxRequestsPerConnection', 0],
      ['maxConcurrentRequests', 0],
      ['maxConcurrentRequests', Infinity],
      ['maxQueuedRequests', -1],
      ['maxSchemaAgreementWaitMs', -1],
      ['controlConnectionTimeoutMs', 0],
      ['connectTimeoutMs', 0],
      ['connectTimeoutMs', Number.NaN],
      ['connectTimeoutMs', 2 ** 31],
      ['idleHeartbeatIntervalMs', -1],
      ['schemaEventRefreshWindowMs', '2 s'],
      ['topologyEventRefreshWindowMs', -5],
      ['statusEventRefreshWindowMs', 2n],
      ['requestTimeoutMs', -1],
      ['requestTimeoutMs', Infinity],
      ['consistency', 'LOCAL_QUORUM'],
      ['consistency', 11],
      ['serialConsistency', consistencies.quorum],
      ['fetchSize', 0],
      ['executionProfiles', []],
      ['executionProfiles', 'reports'],
      ['encoding', true],
      ['codecs', {}],
      ['codecs', [{ type: 'int' }]],
      ['applicationName', 7],
      ['applicationVersion', ''],
      ['metrics', 'on'],
    ])('%s = %p by name', (name, value) => {
      const failure = failureOf({ [name]: value });

      expect(failure).toBeInstanceOf(ConfigurationError);
      expect(failure.message).toContain(`'${name}'`);
    });

    it.each<[string, object]>([
      ['executionProfiles.reports.consistency', { executionProfiles: { reports: { consistency: 'ONE' } } }],
      ['executionProfiles.reports.fetchSize', { executionProfiles: { reports: { fetchSize: -1 } } }],
      ['executionProfiles.reports.fetchsize', { executionProfiles: { reports: { fetchsize: 1 } } }],
      ['encoding.useBigIntAsLong', { encoding: { useBigIntAsLong: 'yes' } }],
      ['encoding.map', { encoding: { map: {} } }],
      ['encoding.set', { encoding: { set: Map } }],
      ['encoding.bigint', { encoding: { bigint: true } }],
      ['authProvider.password', { authProvider: { username: 'ada' } }],
      ['authProvider.username', { authProvider: { username: 7, password: 'secret' } }],
      ['authProvider.token', { authProvider: { username: 'ada', password: 'secret', token: 'secret' } }],
    ])('%s by its path', (path, options) => {
      const failure = failureOf(options);

      expect(failure).toBeInstanceOf(ConfigurationError);
      expect(failure.message).toContain(`'${path}'`);
      expect(failure.message).not.toContain('secret');
    });

    it('an execution profile that is no object', () => {
      expect(failureOf({ executionProfiles: { reports: 7 } }).message).toBe(
        'executionProfiles.reports must be an object',
      );
    });

    it.each([null, [], 'localhost', 7])('the options %p', (options) => {
      expect(failureOf(options)).toEqual(new ConfigurationError('The options of a cluster must be an object'));
    });

    // A password, a key or a URL with a login may get into any of them.
    it.each(
      [
        'authProvider',
        'ssl',
        'contactPoints',
        'port',
        'reconnectionPolicy',
        'compression',
        'executionProfiles',
        'encoding',
        'codecs',
      ]
        .concat(['metrics', 'consistency', 'retryPolicy', 'addressTranslator', 'timestampGenerator', 'protocolVersion'])
        .flatMap((name) =>
          ['hunter2!', 'cql://user:hunter2!@host', '-----BEGIN PRIVATE KEY----- hunter2!'].map((text) => [name, text]),
        ),
    )('%s without a word of what was given: %s', (name, text) => {
      for (const given of [text, [text], { nested: text }]) {
        let shown = '';
        try {
          resolveOptions({ [name!]: given });
        } catch (error) {
          shown = String(error);
        }
        expect(shown).not.toContain('hunter2!');
      }
    });

    it('a wrong value by what it is', () => {
      expect(failureOf({ port: '9042' }).message).toBe(
        "Option 'port' must be a whole number from 1 to 65535, not a text of 4 characters",
      );
      expect(failureOf({ consistency: 'ONE' }).message).toContain('types.consistencies.localQuorum');
      expect(failureOf({ loadBalancingPolicy: new Map() }).message).toMatch(/newQueryPlan\(\), not a Map$/);
    });
  });

  describe('suggests', () => {
    it.each([
      ['localDataCenter', 'localDatacenter'],
      ['contactpoints', 'contactPoints'],
      ['contact_points', 'contactPoints'],
      ['local_datacenter', 'localDatacenter'],
      ['contactPoint', 'contactPoints'],
      ['connectTimeout', 'connectTimeoutMs'],
      ['requestTimeout', 'requestTimeoutMs'],
      ['consistancy', 'consistency'],
      ['prot', 'port'],
      ['fetchsize', 'fetchSize'],
      ['retry_policy', 'retryPolicy'],
      ['max_schema_agreement_wait', 'maxSchemaAgreementWaitMs'],
      ['sslOptions', 'ssl'],
      ['executor_threads', 'connectionsPerNode'],
    ])('for %s the option %s', (given, meant) => {
      expect(failureOf({ [given]: 1 }).message).toBe(`Unknown option '${given}': did you mean '${meant}'?`);
    });

    it.each([
      ['keyspace', 'connect(keyspace)'],
      ['credentials', 'authProvider'],
      ['policies', 'fromDriverOptions'],
      ['socketOptions', 'fromDriverOptions'],
    ])('for %s: %s', (given, advice) => {
      expect(failureOf({ [given]: {} }).message).toContain(advice);
    });

    it.each(['x', 'somethingElseEntirely', 'constructor', '__proto__', 'toString'])('nothing for %s', (given) => {
      const options = Object.defineProperty({}, given, { value: 1, enumerable: true });

      expect(failureOf(options).message).toBe(`Unknown option '${given}'`);
    });
  });

  describe('keeps secrets', () => {
    const secret = 'correct horse battery staple';
    const resolved = resolveOptions({
      authProvider: { username: 'ada', password: secret },
      ssl: { key: secret, passphrase: secret },
    });

    it('where they can be read', () => {
      expect(resolved.authProvider).toBeInstanceOf(auth.PlainTextAuthProvider);
      expect(resolved.ssl).toEqual({ key: secret, passphrase: secret });
    });

    it.each([
      ['util.inspect', () => inspect(resolved, { depth: null })],
      ['util.inspect with everything shown', () => inspect(resolved, { depth: null, showHidden: true, getters: true })],
      ['util.inspect of a copy', () => inspect({ ...resolved }, { depth: null, showHidden: true, getters: true })],
      ['JSON', () => JSON.stringify(resolved)],
      ['a template', () => `${resolved as unknown as string}`],
      ['its fields', () => inspect(Object.getOwnPropertyDescriptors(resolved), { depth: null })],
    ])('out of %s', (_where, show) => {
      expect(show()).not.toContain(secret);
    });
  });

  it('refuses two codecs for one type or column, however it is written', () => {
    const both = { decode: (it: unknown) => it, encode: (it: unknown) => it };
    const twins = (...targets: { type?: string; column?: string }[]) =>
      resolveOptions({ codecs: targets.map((target) => codec({ ...both, ...target } as Parameters<typeof codec>[0])) });
    expect(() => twins({ type: 'varchar' }, { type: 'TEXT' })).toThrow("'codecs' has two codecs for text: keep one");
    expect(() => twins({ column: 'a.b.c' }, { column: 'A."b".C' })).toThrow('two codecs for a.b.c');
    expect(() => twins({ column: 'a.b.c' }, { column: 'a.b."C"' }, { type: 'int' })).not.toThrow();
  });
});
