import { policies, type DseClientOptions } from 'cassandra-driver';
import { CallOptionsReader } from './call-options';
import { readClientOptions } from './client-options';

const contactPoints = ['10.0.0.1'];
const read = (options: object): DseClientOptions =>
  readClientOptions({ contactPoints, ...options } as never).engine as never;

describe('the constructor refuses, with the message of cassandra-driver,', () => {
  test.each([
    [{ requestTracker: {} }, 'requestTracker must be an instance of RequestTracker'],
    [{ metrics: { onResponse: () => {} } }, 'metrics must be an instance of ClientMetrics'],
    [{ policies: { loadBalancing: {} } }, 'Load balancing policy must be an instance of LoadBalancingPolicy'],
    [{ policies: { retry: 3 } }, 'Retry policy must be an instance of RetryPolicy'],
    [
      { policies: { timestampGeneration: () => 1 } },
      'Timestamp generation policy must be an instance of TimestampGenerator',
    ],
    [{ protocolOptions: { maxVersion: 9 } }, 'protocolOptions.maxVersion provided (9) is invalid'],
    [{ protocolOptions: { maxVersion: '4' } }, 'protocolOptions.maxVersion provided (4) is invalid'],
    [{ socketOptions: { readTimeout: '5000' } }, 'socketOptions.readTimeout must be a Number'],
    [{ authProvider: { username: 'a' } }, 'options.authProvider must be an instance of AuthProvider'],
    [{ credentials: { username: 'a' } }, 'credentials username and password must be a string'],
    [{ encoding: { map: {} } }, 'Map constructor not valid'],
    [{ encoding: { set: class {} } }, 'Set constructor not valid'],
    [{ profiles: {} }, 'profiles must be an Array of ExecutionProfile instances'],
    [{ applicationName: 5 }, 'applicationName should be a String'],
  ])('%j', (options, message) => {
    expect(() => read(options)).toThrow(new TypeError(message));
  });
});

test('options that are null count as omitted, whole groups too', () => {
  const names = ['authProvider', 'credentials', 'sslOptions', 'pooling', 'policies', 'queryOptions', 'socketOptions'];
  const all = [...names, 'protocolOptions', 'profiles', 'encoding', 'requestTracker', 'metrics', 'keyspace'];
  const nothing = Object.fromEntries(all.map((name) => [name, null]));
  expect(read(nothing)).toEqual(read({}));
  expect(read({ policies: { retry: null }, queryOptions: { consistency: null } })).toEqual(read({}));
  expect(new CallOptionsReader({ contactPoints, ...nothing } as never).read(undefined)).toEqual({});
});

test('an object with the methods is accepted: it may come from another copy of cassandra-driver', () => {
  const ignore = (): void => {};
  const retry = new policies.retry.RetryPolicy();
  const { onReadTimeout, onWriteTimeout, onUnavailable } = retry;
  expect(() => read({ requestTracker: { onSuccess: ignore, onError: ignore, shutdown: ignore } })).not.toThrow();
  expect(() => read({ policies: { retry: { onReadTimeout, onWriteTimeout, onUnavailable } } })).not.toThrow();
});

test('numbers may be texts, as the environment has them', () => {
  const { protocolOptions, queryOptions, pooling } = read({
    protocolOptions: { port: '9142' },
    queryOptions: { fetchSize: '10', consistency: '6' },
    pooling: { heartBeatInterval: '500', coreConnectionsPerHost: { 0: '2' } },
  });
  expect(protocolOptions).toEqual({ port: 9142 });
  expect(queryOptions).toEqual({ fetchSize: 10, consistency: 6 });
  expect(pooling).toEqual({ heartBeatInterval: 500, coreConnectionsPerHost: { 0: 2 } });
  const call = new CallOptionsReader({ contactPoints }).read({
    readTimeout: '50',
    consistency: '1',
    keyspace: 16,
  } as never);
  expect(call).toEqual({ timeoutMs: 50, consistency: 1, keyspace: '16' });
  // Not a number: the engine refuses it.
  expect(read({ protocolOptions: { port: 'x' } }).protocolOptions).toEqual({ port: 'x' });
});

test.each([
  ['7', 7],
  [1.5, 1],
  [0, 0x7fff_ffff],
  [-1, 0x7fff_ffff],
  [Number.NaN, 0x7fff_ffff],
])('the fetch size %p is %i rows', (fetchSize, rows) => {
  const call = new CallOptionsReader({ contactPoints }).read({ fetchSize } as never);
  expect(call.fetchSize).toBe(rows);
});

test('a profile that is none is not found', () => {
  const reader = new CallOptionsReader({ contactPoints });
  expect(() => reader.read({ executionProfile: {} as never })).toThrow('Execution profile "[object Object]" not found');
});
