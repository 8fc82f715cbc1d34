import { errors } from 'cassandra-driver';
import { readClientOptions } from './client-options';

const contactPoints = ['127.0.0.1'];

describe('the options of the client', () => {
  test('are taken over, with the time limit of cassandra-driver', () => {
    const { engine, warning } = readClientOptions({
      contactPoints,
      localDataCenter: 'dc1',
      keyspace: 'shop',
      queryOptions: { consistency: 6, fetchSize: 0, isIdempotent: true, prepare: true },
      pooling: { coreConnectionsPerHost: { 0: 2 }, warmup: true },
      socketOptions: { connectTimeout: 100, tcpNoDelay: true },
    });
    expect(warning).toBeUndefined();
    expect(engine).toMatchObject({
      contactPoints,
      localDataCenter: 'dc1',
      queryOptions: { consistency: 6, fetchSize: 0x7fff_ffff },
      pooling: { coreConnectionsPerHost: { 0: 2 } },
      socketOptions: { connectTimeout: 100, readTimeout: 12_000 },
    });
    expect(engine).not.toHaveProperty('keyspace');
    expect(engine.queryOptions).not.toHaveProperty('isIdempotent');
  });

  test.each([
    [{ maxPrepared: 5 }, "'maxPrepared'"],
    [{ prepareOnAllHosts: false }, "'prepareOnAllHosts'"],
    [{ protocolOptions: { maxVersion: 4 } }, "'protocolOptions.maxVersion'"],
    [{ pooling: { coreConnectionsPerHost: { 0: 2, 1: 1 } } }, "'pooling.coreConnectionsPerHost'"],
    [{ socketOptions: { keepAlive: false } }, "'socketOptions.keepAlive'"],
  ])('without meaning are named with the reason: %j', (options, name) => {
    expect(readClientOptions({ contactPoints, ...options }).warning).toContain(`${name}: `);
  });

  test('of the engine are taken over, and the highest version 4 forces protocol v4', () => {
    const ours = {
      allowProtocolV4: true,
      allowedAuthenticators: ['org.apache.cassandra.auth.PasswordAuthenticator'],
      datacenterFailover: { datacenters: ['dc2'] },
      localRack: 'rack1',
    };
    const { engine, warning } = readClientOptions({ contactPoints, ...ours, protocolOptions: { maxVersion: 4 } });
    expect(warning).toBeUndefined();
    expect(engine).toMatchObject({ ...ours, protocolOptions: { maxVersion: 4 } });
  });

  test.each([5, 6])('with the highest version %i and v4 allowed leave the choice to the server', (maxVersion) => {
    const { engine, warning } = readClientOptions({
      contactPoints,
      allowProtocolV4: true,
      protocolOptions: { maxVersion },
    });
    expect(warning).toBeUndefined();
    expect(engine.protocolOptions).not.toHaveProperty('maxVersion');
  });

  test('with a highest version that is not spoken are named, also where v4 is allowed', () => {
    const options = { contactPoints, allowProtocolV4: true, protocolOptions: { maxVersion: 3 } };
    expect(readClientOptions(options).warning).toContain("'protocolOptions.maxVersion': ");
  });

  test('that would change rows on protocol v4 are refused', () => {
    const options = { contactPoints, protocolOptions: { noCompact: true } };
    expect(readClientOptions(options).warning).toContain("'protocolOptions.noCompact': ");
    expect(() => readClientOptions({ ...options, allowProtocolV4: true })).toThrow(errors.NotSupportedError);
  });

  test('that would reach another cluster are refused', () => {
    const cloud = { secureConnectBundle: 'x.zip' };
    expect(readClientOptions({ cloud, protocolOptions: { port: 1 } }).warning).toContain("'protocolOptions.port': ");
    expect(() => readClientOptions({ cloud, contactPoints })).toThrow(/^Contact points can not be defined/);
    expect(() => readClientOptions({ cloud, sslOptions: {} })).toThrow(/^SSL options can not be defined/);
    expect(() => readClientOptions({ cloud: {} as never })).toThrow(/^secureConnectBundle/);
    expect(() => readClientOptions({})).toThrow('Contacts points are not defined.');
    expect(() => readClientOptions({ contactPoints: ['a', ''] })).toThrow(/Contact point 1/);
  });
});
