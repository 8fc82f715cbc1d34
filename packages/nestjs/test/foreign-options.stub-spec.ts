// The application's functions among the options of a connection, with everything that may come of them: a boot that fails fails with
// their error, or with one that names the option; nothing is left open, and the shutdown ends.
import { AsyncCassandraSession, ConfigurationError } from '@async-cassandra/core';
import { CqlStub } from '@async-cassandra/testing';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CassandraModule, type CassandraModuleOptions } from '../src/index';

const thrown = new Error('thrown by the application');
const throwing = (): never => {
  throw thrown;
};
const rejecting = (): Promise<never> => Promise.reject(thrown);

let stub: CqlStub;
const escaped: unknown[] = [];
const onEscaped = (error: unknown): void => void escaped.push(error);

beforeAll(async () => {
  stub = await CqlStub.start();
});

afterAll(() => stub.close());

beforeEach(() => {
  escaped.length = 0;
  process.on('unhandledRejection', onEscaped);
  Logger.overrideLogger(false);
});

afterEach(async () => {
  await stub.connectionsAre(0);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onEscaped);
  Logger.overrideLogger(false);
  expect(escaped).toEqual([]);
});

/** The error of a boot with these options; undefined when it succeeds. */
async function errorOf(options: object): Promise<unknown> {
  const all = {
    cluster: stub.clusterOptions(),
    retryAttempts: 0,
    retryDelayMs: 0,
    ...options,
  } as CassandraModuleOptions;
  try {
    const application = await Test.createTestingModule({ imports: [CassandraModule.forRoot(all)] }).compile();
    await application.init();
    await application.get(AsyncCassandraSession).execute?.('SELECT key FROM system.local');
    await Promise.all([application.close(), application.close()]);
    return undefined;
  } catch (error) {
    return error;
  }
}

const unreachable = { cluster: { contactPoints: ['127.0.0.1:1'] }, retryAttempts: 2 };
const named = (option: string): unknown =>
  expect.objectContaining({
    constructor: ConfigurationError,
    message: expect.stringMatching(`'default': .*${option}`),
  });

const cases: [string, string, object, unknown][] = [
  ['cluster', 'throws', { cluster: throwing }, thrown],
  ['cluster', 'rejects', { cluster: rejecting }, named('cluster')],
  ['cluster', 'gives a promise', { cluster: () => Promise.resolve({ ...stub.clusterOptions() }) }, named('cluster')],
  ['cluster', 'gives nothing', { cluster: () => undefined }, named('cluster')],
  ['cluster', 'gives a text', { cluster: () => '127.0.0.1' }, named('cluster')],
  ['onClusterCreate', 'throws', { onClusterCreate: throwing, retryAttempts: 5 }, thrown],
  ['onClusterCreate', 'rejects', { onClusterCreate: rejecting, retryAttempts: 5 }, thrown],
  ['onClusterCreate', 'gives something', { onClusterCreate: () => 7 }, undefined],
  ['onClusterCreate', 'throws (lazy)', { onClusterCreate: throwing, lazyConnection: true }, thrown],
  ['onClusterCreate', 'rejects (lazy)', { onClusterCreate: rejecting, lazyConnection: true }, thrown],
  ['toRetry', 'throws', { ...unreachable, toRetry: throwing }, thrown],
  ['toRetry', 'rejects', { ...unreachable, toRetry: rejecting }, named('toRetry')],
  ['toRetry', 'gives a promise', { ...unreachable, toRetry: () => Promise.resolve(false) }, named('toRetry')],
  ['toRetry', 'gives nothing', { ...unreachable, toRetry: () => undefined }, named('toRetry')],
  ['retryDelayMs', 'throws', { ...unreachable, retryDelayMs: throwing }, thrown],
  ['retryDelayMs', 'rejects', { ...unreachable, retryDelayMs: rejecting }, named('retryDelayMs')],
  ['retryDelayMs', 'gives NaN', { ...unreachable, retryDelayMs: () => NaN }, named('retryDelayMs')],
  ['retryDelayMs', 'gives a time below zero', { ...unreachable, retryDelayMs: () => -1 }, named('retryDelayMs')],
  ['retryDelayMs', 'gives no end', { ...unreachable, retryDelayMs: () => Infinity }, named('retryDelayMs')],
  ['retryDelayMs', 'is no time', { retryDelayMs: Infinity }, named('retryDelayMs')],
  ['shutdownTimeoutMs', 'is no time', { shutdownTimeoutMs: Infinity }, named('shutdownTimeoutMs')],
  ['sessionFactory', 'throws', { sessionFactory: throwing }, thrown],
  ['sessionFactory', 'rejects', { sessionFactory: rejecting }, thrown],
  ['sessionFactory', 'gives nothing', { sessionFactory: () => undefined }, named('sessionFactory')],
  [
    'sessionFactory',
    'gives a promise of nothing',
    { sessionFactory: () => Promise.resolve(null) },
    named('sessionFactory'),
  ],
  [
    'sessionFactory',
    'gives nothing (lazy)',
    { sessionFactory: () => 1, lazyConnection: true },
    named('sessionFactory'),
  ],
  ['metrics', 'is none', { metrics: 'all' }, named('metrics')],
];

/** A rejection of a function that has to answer at once is told by the error that names it; its own reason is dropped by a handler. */
test.each(cases)('%s: %s', async (_option, _what, options, error) => {
  expect(await errorOf(options)).toEqual(error);
});

test('a sessionFactory that never settles holds up neither the failure of another connection nor the shutdown', async () => {
  const waiting = CassandraModule.forRoot({
    cluster: stub.clusterOptions(),
    name: 'waiting',
    sessionFactory: () => new Promise(() => {}),
    shutdownTimeoutMs: 2 ** 31 - 1,
  });
  const failing = CassandraModule.forRoot({ cluster: stub.clusterOptions(), sessionFactory: rejecting });
  await expect(Test.createTestingModule({ imports: [waiting, failing] }).compile()).rejects.toBe(thrown);
});

test('a logger that throws hurts neither a retry nor the shutdown', async () => {
  Logger.overrideLogger({ log: () => {}, warn: throwing, error: throwing });
  expect(await errorOf({ ...unreachable, retryAttempts: 1 })).toMatchObject({ name: 'ConnectionError' });
});
