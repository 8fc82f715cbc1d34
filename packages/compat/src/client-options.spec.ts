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

  test('that would reach another cluster are refused', () => {
    expect(() => readClientOptions({ cloud: { secureConnectBundle: 'x.zip' } })).toThrow(errors.NotSupportedError);
    expect(() => readClientOptions({})).toThrow('Contacts points are not defined.');
    expect(() => readClientOptions({ contactPoints: ['a', ''] })).toThrow(/Contact point 1/);
  });
});
