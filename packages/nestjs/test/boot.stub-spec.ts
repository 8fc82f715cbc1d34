// Which load a failure belongs to: a failure at boot leaves nothing open, whatever caused it; a later failure only affects its own load.
import { AsyncCassandraSession, ConnectionError } from '@async-cassandra/core';
import { CqlStub, serverError } from '@async-cassandra/testing';
import { Controller, Injectable, Logger, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { LazyModuleLoader, NestFactory, type ModuleRef } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { CassandraModule, getSessionToken, getStatementToken, type CassandraOptionsFromFactory } from '../src/index';

const broken = 'SELECT broken FROM users';
const thrown = new Error('thrown by the application');
const throwing = (): never => {
  throw thrown;
};

let stub: CqlStub;
let applications: { close(): Promise<void> }[];

beforeEach(async () => {
  Logger.overrideLogger(false);
  applications = [];
  stub = await CqlStub.start();
  stub.when({ opcode: 'PREPARE', query: broken }).reply(serverError.invalid('Undefined column name broken'));
});

afterEach(async () => {
  await Promise.all(applications.map((application) => application.close()));
  await stub.connectionsAre(0);
  await stub.close();
});

const options = (): CassandraOptionsFromFactory => ({ cluster: stub.clusterOptions(), retryAttempts: 0 });
const named = (name: string): DynamicModule => CassandraModule.forRoot({ ...options(), name, isGlobal: false });

@Injectable()
class Innocent {}

/** Another part of the application than Cassandra, which fails. */
function failing(part: object): DynamicModule {
  class Other {}
  return { module: Other, ...part };
}

@Injectable()
class ThrowingConstructor {
  constructor() {
    throwing();
  }
}

@Controller()
class ThrowingController {
  constructor() {
    throwing();
  }
}

const atMaking: [string, () => DynamicModule][] = [
  ['a statement that cannot be prepared', () => CassandraModule.forFeature({ broken })],
  [
    'a connection whose options factory throws',
    () => CassandraModule.forRootAsync({ name: 'b', useFactory: throwing }),
  ],
  [
    'a connection whose options factory rejects',
    () => CassandraModule.forRootAsync({ name: 'b', useFactory: () => Promise.reject(thrown) }),
  ],
  [
    'a connection whose options class throws',
    () => CassandraModule.forRootAsync({ name: 'b', useClass: ThrowingConstructor as never }),
  ],
  [
    'a connection whose options inject what throws',
    () =>
      CassandraModule.forRootAsync({
        name: 'b',
        extraProviders: [ThrowingConstructor],
        inject: [ThrowingConstructor],
        useFactory: options,
      }),
  ],
  ['a connection without options', () => CassandraModule.forRootAsync({ name: 'b', useFactory: () => null as never })],
  [
    'a connection that nobody answers',
    () => CassandraModule.forRoot({ name: 'b', cluster: { contactPoints: ['127.0.0.1:1'] }, retryAttempts: 0 }),
  ],
  [
    'a connection whose sessionFactory throws',
    () => CassandraModule.forRoot({ ...options(), name: 'b', sessionFactory: throwing }),
  ],
  ['a provider whose constructor throws', () => failing({ providers: [ThrowingConstructor] })],
  [
    'a factory that rejects',
    () => failing({ providers: [{ provide: 'x', useFactory: () => Promise.reject(thrown) }] }),
  ],
];

const onlyAtBoot: [string, () => DynamicModule][] = [
  ['a second connection of the same name', () => CassandraModule.forRoot(options())],
  ['a controller whose constructor throws', () => failing({ controllers: [ThrowingController] })],
  [
    'a factory that fails when the connection has been there for long',
    () =>
      failing({
        providers: [
          {
            provide: 'x',
            inject: [AsyncCassandraSession],
            useFactory: async (session: AsyncCassandraSession) => {
              await session.execute('SELECT key FROM system.local');
              throwing();
            },
          },
        ],
      }),
  ],
];

const atHooks: [string, () => DynamicModule][] = (['onModuleInit', 'onApplicationBootstrap'] as const).flatMap((hook) =>
  (['throws', 'rejects'] as const).map((how): [string, () => DynamicModule] => [
    `a provider whose ${hook} ${how}`,
    () => {
      const useValue = { [hook]: how === 'throws' ? throwing : () => Promise.reject(thrown) };
      return failing({ providers: [{ provide: 'x', useValue }] });
    },
  ]),
);

describe('a boot that fails', () => {
  test.each([...atMaking, ...onlyAtBoot, ...atHooks])('leaves nothing open, of %s', async (_, part) => {
    const testing = Test.createTestingModule({ imports: [CassandraModule.forRoot(options()), part()] });
    const boots = testing.compile().then((application) => application.init());
    await expect(boots).rejects.toBeInstanceOf(Error);
    await stub.connectionsAre(0);
  });

  test.each([...atMaking, ...atHooks])('leaves nothing of a standalone application, of %s', async (_, part) => {
    class Root {}
    const root = { module: Root, imports: [part(), CassandraModule.forRoot(options())] };
    await expect(
      NestFactory.createApplicationContext(root, { abortOnError: false, logger: false }),
    ).rejects.toBeInstanceOf(Error);
    await stub.connectionsAre(0);
  });

  test('is not taken for one that succeeds: hooks run once, as they are', async () => {
    const onModuleInit = jest.fn();
    class Hooked implements OnModuleInit {
      calls: unknown[] = [];
      onModuleInit(...args: unknown[]): void {
        this.calls.push([this instanceof Hooked, args.length]);
      }
    }
    const hooked = Object.freeze({ onModuleInit });
    const mocked = { onModuleInit: jest.fn() };
    const providers = [Hooked, { provide: 'frozen', useValue: hooked }, { provide: 'mocked', useValue: mocked }];
    const application = await boot([CassandraModule.forRoot(options())], providers);
    expect(application.get(Hooked).calls).toEqual([[true, 0]]);
    expect(Object.keys(application.get(Hooked))).toEqual(['calls']);
    expect(Object.hasOwn(application.get(Hooked), 'onModuleInit')).toBe(false);
    expect([onModuleInit.mock.calls, mocked.onModuleInit.mock.calls]).toEqual([[[]], [[]]]);
    expect(application.get(AsyncCassandraSession).isClosed).toBe(false);
  });

  test('is not one where a part of it catches what fails', async () => {
    const providers = [
      {
        provide: 'optional',
        inject: [LazyModuleLoader],
        useFactory: (loader: LazyModuleLoader) =>
          loader.load(() => failing({ providers: [ThrowingConstructor] })).catch((error: unknown) => error),
      },
    ];
    const application = await boot([CassandraModule.forRoot(options())], providers);
    expect(application.get<unknown>('optional')).toBe(thrown);
    await application.get(AsyncCassandraSession).execute('SELECT key FROM system.local');
  });
});

async function boot(imports: DynamicModule[], providers: unknown[] = []): Promise<TestingModule> {
  const testing = Test.createTestingModule({ imports, providers: [Innocent, ...(providers as [])] });
  const application = await testing.compile();
  applications.push(application);
  return application.init();
}

const load = (application: TestingModule, imports: DynamicModule[]): Promise<ModuleRef> => {
  class Lazy {}
  return application.get(LazyModuleLoader).load(() => ({ module: Lazy, imports }));
};

describe('a load that fails later', () => {
  test.each([...atMaking, ['a second connection of the same name', () => named('default')] as const])(
    'touches nothing else, of %s',
    async (_, part) => {
      const application = await boot([CassandraModule.forRoot(options())]);
      const open = stub.connections.length;
      await expect(load(application, [named('c'), part()])).rejects.toBeInstanceOf(Error);
      await application.get(AsyncCassandraSession).execute('SELECT key FROM system.local');
      await stub.connectionsAre(open);
      // Its names are free again.
      const loaded = await load(application, [named('c')]);
      await loaded.get(getSessionToken('c'), { strict: false }).execute('SELECT key FROM system.local');
    },
  );

  test('touches no other load that is under way', async () => {
    const application = await boot([CassandraModule.forRoot(options())]);
    stub.when('SELECT good FROM users').variables({});
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const waiting = failing({ providers: [{ provide: 'gate', useFactory: () => gate }] });
    const good = load(application, [
      waiting,
      named('c'),
      CassandraModule.forFeature({ good: 'SELECT good FROM users' }),
    ]);
    await expect(load(application, [CassandraModule.forFeature({ broken })])).rejects.toThrow(/'broken'/);
    open!();
    const loaded = await good;
    await loaded.get(getSessionToken('c'), { strict: false }).execute('SELECT key FROM system.local');
    expect(loaded.get(getStatementToken('good'), { strict: false })).toBeDefined();
  });

  test('is refused after the application has been closed', async () => {
    const application = await boot([CassandraModule.forRoot(options())]);
    await application.close();
    await expect(load(application, [named('c')])).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(load(application, [named('c')])).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe('a shutdown that fails', () => {
  const hooks = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'];
  const cells = hooks.flatMap((hook) =>
    ['throws', 'rejects'].flatMap((how) =>
      ['booted with', 'loaded into'].map((when): [string, string, string] => [hook, how, when]),
    ),
  );

  test.each(cells)('by a provider whose %s %s closes the connections all the same, if %s', async (hook, how, when) => {
    const fails = jest.fn(how === 'throws' ? throwing : () => Promise.reject(thrown));
    const connections = [CassandraModule.forRoot(options()), named('c')];
    const other = failing({ providers: [{ provide: 'x', useValue: { [hook]: fails } }] });
    const application = await boot(when === 'booted with' ? [...connections, other] : [other]);
    if (when === 'loaded into') await load(application, connections);
    expect(stub.connections.length).toBeGreaterThan(1);
    await expect(application.close()).rejects.toBe(thrown);
    await stub.connectionsAre(0);
    expect(fails.mock.calls).toEqual(hook === 'onModuleDestroy' ? [[]] : [[undefined]]);
    // It has failed already; the other connections of this file are closed by their own.
    applications.pop();
  });

  test('gives each hook the signal that it is told of', async () => {
    const told: unknown[] = [];
    const hooked = {
      beforeApplicationShutdown: (signal: unknown) => told.push(signal),
      onApplicationShutdown: (signal: unknown) => told.push(signal),
    };
    const application = await boot([CassandraModule.forRoot(options())], [{ provide: 'x', useValue: hooked }]);
    await application.close('SIGTERM');
    expect(told).toEqual(['SIGTERM', 'SIGTERM']);
  });
});

describe('connections that are loaded later', () => {
  test.each<[string, () => DynamicModule[]]>([
    ['with a connection', () => [CassandraModule.forRoot(options())]],
    ['without one', () => []],
  ])('are closed with an application that has booted %s', async (_, imports) => {
    const application = await boot(imports());
    const loaded = await load(application, [named('c'), named('d')]);
    await loaded.get(getSessionToken('c'), { strict: false }).execute('SELECT key FROM system.local');
    await Promise.all([application.close(), application.close()]);
    await stub.connectionsAre(0);
  });

  test('are closed while they connect', async () => {
    const application = await boot([]);
    stub.when({ opcode: 'STARTUP' }).drop();
    const loading = load(application, [named('c')]).catch((error: unknown) => error);
    await stub.received({ opcode: 'STARTUP' });
    await application.close();
    expect(await loading).toMatchObject({ code: 'CLOSED' });
  });

  test('belong to one application: another one goes on', async () => {
    const [one, other] = [await boot([]), await boot([CassandraModule.forRoot(options())])];
    await load(one, [named('c')]);
    const loaded = await load(other, [named('c')]);
    await one.close();
    for (const token of [getSessionToken(), getSessionToken('c')]) {
      await loaded.get(token, { strict: false }).execute('SELECT key FROM system.local');
    }
  });

  test('do not need an application that was initialised', async () => {
    const application = await Test.createTestingModule({ imports: [CassandraModule.forRoot(options())] }).compile();
    applications.push(application);
    await expect(load(application, [CassandraModule.forFeature({ broken })])).rejects.toThrow(/'broken'/);
    await load(application, [named('c')]);
    await application.get(AsyncCassandraSession).execute('SELECT key FROM system.local');
  });
});
