import {
  AsyncCassandraSession,
  AsyncCluster,
  ConfigurationError,
  ConnectionError,
  PreparedStatement,
} from '@async-cassandra/core';
import { CqlStub, rows, serverError } from '@async-cassandra/testing';
import { Injectable, Logger, Module, Scope, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  CassandraModule,
  defineStatements,
  getClusterToken,
  getSessionToken,
  getStatementToken,
  InjectCluster,
  InjectSession,
  InjectStatement,
  type CassandraOptionsFactory,
  type CassandraOptionsFromFactory,
} from '../src/index';

let stub: CqlStub;
let application: TestingModule | undefined;

beforeEach(async () => {
  Logger.overrideLogger(false);
  stub = await CqlStub.start();
});

afterEach(async () => {
  await application?.close();
  application = undefined;
  await stub.close();
});

async function boot(...imports: DynamicModule[]): Promise<TestingModule> {
  application = await Test.createTestingModule({ imports, providers: [] }).compile();
  await application.init();
  return application;
}

const options = (): CassandraOptionsFromFactory => ({ cluster: stub.clusterOptions(), retryAttempts: 0 });

describe('CassandraModule', () => {
  test('provides the session and the cluster by their classes', async () => {
    const app = await boot(CassandraModule.forRoot(options()));
    const session = app.get(AsyncCassandraSession);
    expect(session).toBeInstanceOf(AsyncCassandraSession);
    expect(app.get(AsyncCluster)).toBeInstanceOf(AsyncCluster);
    expect([app.get(getSessionToken()), app.get(getClusterToken())]).toEqual([session, app.get(AsyncCluster)]);
    await session.execute('SELECT key FROM system.local');
  });

  test('closes what it opened with the application', async () => {
    const app = await boot(CassandraModule.forRoot(options()));
    expect(stub.connections.length).toBeGreaterThan(0);
    await app.close();
    await stub.connectionsAre(0);
    expect(app.get(AsyncCassandraSession).isClosed).toBe(true);
  });

  test('opens nothing where the session is overridden', async () => {
    const fake = { execute: jest.fn() };
    application = await Test.createTestingModule({ imports: [CassandraModule.forRoot(options())] })
      .overrideProvider(getSessionToken())
      .useValue(fake)
      .compile();
    await application.init();
    expect(application.get(AsyncCassandraSession)).toBe(fake);
    await application.close();
    expect(stub.requests).toHaveLength(0);
  });

  test('has several connections, each under its name', async () => {
    const other = await CqlStub.start({ clusterName: 'other' });
    try {
      @Injectable()
      class Both {
        constructor(
          readonly session: AsyncCassandraSession,
          @InjectSession('reports') readonly reports: AsyncCassandraSession,
          @InjectCluster('reports') readonly reportsCluster: AsyncCluster,
        ) {}
      }
      @Module({ providers: [Both] })
      class Feature {}
      const app = await boot(
        CassandraModule.forRoot(options()),
        CassandraModule.forRoot({ name: 'reports', cluster: other.clusterOptions() }),
        { module: Feature },
      );
      const { session, reports, reportsCluster } = app.get(Both, { strict: false });
      expect(reports).not.toBe(session);
      expect(reportsCluster.nodes[0]!.port).toBe(other.port);
      await app.close();
      await other.connectionsAre(0);
    } finally {
      await other.close();
    }
  });

  test('fails the boot for a second connection of the same name, by the name, and closes the first', async () => {
    const boots = boot(
      CassandraModule.forRoot({ ...options(), name: 'reports' }),
      CassandraModule.forRootAsync({ name: 'reports', useFactory: options }),
    );
    await expect(boots).rejects.toThrow(/two Cassandra connections named 'reports'/);
    await stub.connectionsAre(0);
  });

  test.each(['useFactory', 'useClass', 'useExisting'] as const)('takes options from %s', async (way) => {
    @Injectable()
    class Options implements CassandraOptionsFactory {
      createCassandraOptions(name: string): CassandraOptionsFromFactory {
        expect(name).toBe('reports');
        return options();
      }
    }
    @Module({ providers: [Options], exports: [Options] })
    class OptionsModule {}
    const app = await boot(
      CassandraModule.forRootAsync({
        name: 'reports',
        imports: [OptionsModule],
        ...(way === 'useFactory'
          ? { inject: [Options], useFactory: (made: Options) => made.createCassandraOptions('reports') }
          : { [way]: Options }),
      }),
    );
    await app.get(getSessionToken('reports')).execute('SELECT key FROM system.local');
    await app.close();
    await stub.connectionsAre(0);
  });

  test('names an option that cannot be right', async () => {
    await expect(boot(CassandraModule.forRoot({ contactPoints: ['a'], cluster: {} } as never))).rejects.toThrow(
      new ConfigurationError(
        "Cassandra connection 'default': unknown option 'contactPoints': it goes into 'cluster', with the options of AsyncCluster",
      ),
    );
  });
});

describe('a boot that cannot end well', () => {
  test('is refused where the options would make a connection for each request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {}
    const boots = boot(
      CassandraModule.forRootAsync({ extraProviders: [Tenant], inject: [Tenant], useFactory: options }),
    );
    await expect(boots).rejects.toThrow(/'default': its options depend on a request-scoped provider/);
    expect(stub.requests).toHaveLength(0);
  });

  test('closes the connection that is open when another one fails', async () => {
    const unreachable = { ...options(), cluster: { contactPoints: ['127.0.0.1:1'] } };
    const boots = boot(
      CassandraModule.forRoot(options()),
      CassandraModule.forRoot({ name: 'reports', ...unreachable }),
    );
    await expect(boots).rejects.toBeInstanceOf(ConnectionError);
    await stub.connectionsAre(0);
  });

  test('stops the retries of another connection, with the same error', async () => {
    const retries = { retryAttempts: 1000, retryDelayMs: 100_000 };
    const boots = boot(
      CassandraModule.forRoot({ name: 'waiting', cluster: { contactPoints: ['127.0.0.1:1'] }, ...retries }),
      CassandraModule.forRoot({ ...options(), sessionFactory: () => Promise.reject(new Error('no migration')) }),
    );
    await expect(boots).rejects.toThrow('no migration');
    await stub.connectionsAre(0);
  });
});

describe('forFeature', () => {
  const query = 'SELECT name FROM users WHERE id = ?';

  test('provides statements that are prepared at boot', async () => {
    stub
      .when(query)
      .variables({ id: 'int' })
      .reply(rows({ name: 'text' }, [['Ada']]));
    @Injectable()
    class Users {
      constructor(
        private readonly session: AsyncCassandraSession,
        @InjectStatement('byId') readonly byId: PreparedStatement<{ name: string }>,
      ) {}

      async find(id: number): Promise<string | undefined> {
        return (await this.session.execute(this.byId, [id])).one()?.name;
      }
    }
    @Module({ imports: [CassandraModule.forFeature({ byId: { query, isIdempotent: true } })], providers: [Users] })
    class UsersModule {}
    const app = await boot(CassandraModule.forRoot(options()), { module: UsersModule });
    const users = app.get(Users, { strict: false });
    expect(users.byId).toBeInstanceOf(PreparedStatement);
    expect(users.byId.isIdempotent).toBe(true);
    expect(await users.find(1)).toBe('Ada');
    expect(app.get(getStatementToken('byId'), { strict: false })).toBe(users.byId);
  });

  test('provides the statements of tokens, for the connection of the tokens', async () => {
    stub.when(query).variables({ id: 'int' });
    const statements = defineStatements({ byId: { query, isIdempotent: true }, again: query }, 'reports');
    @Injectable()
    class Users {
      constructor(
        @InjectStatement(statements.byId) readonly byId: PreparedStatement,
        @InjectStatement('again', 'reports') readonly again: PreparedStatement,
      ) {}
    }
    @Module({ imports: [CassandraModule.forFeature(statements)], providers: [Users] })
    class UsersModule {}
    const app = await boot(CassandraModule.forRoot({ ...options(), name: 'reports' }), { module: UsersModule });
    const { byId, again } = app.get(Users, { strict: false });
    expect([byId.query, byId.isIdempotent, again.query, again.isIdempotent]).toEqual([query, true, query, undefined]);
    expect(app.get(getStatementToken(statements.byId), { strict: false })).toBe(byId);
  });

  test('fails the boot by the name of a statement that does not fit the schema, and closes the connection', async () => {
    stub.when({ opcode: 'PREPARE', query }).reply(serverError.invalid('Undefined column name name'));
    await expect(boot(CassandraModule.forRoot(options()), CassandraModule.forFeature({ byId: query }))).rejects.toThrow(
      "Statement 'byId' of connection 'default' cannot be prepared: Undefined column name name",
    );
    await stub.connectionsAre(0);
  });
});

describe('what a module is told from', () => {
  const [first, second] = ['SELECT name FROM first WHERE id = ?', 'SELECT name FROM second WHERE id = ?'];

  /** Two features with one key each, which is the same. */
  function features(key: string): { readonly modules: DynamicModule[]; texts(app: TestingModule): string[] } {
    const made = [first, second].map((query) => {
      @Injectable()
      class Feature {
        constructor(@InjectStatement(key) readonly statement: PreparedStatement) {}
      }
      @Module({ imports: [CassandraModule.forFeature({ [key]: query })], providers: [Feature] })
      class FeatureModule {}
      return { Feature, FeatureModule };
    });
    return {
      modules: made.map(({ FeatureModule }) => ({ module: FeatureModule })),
      texts: (app) => made.map(({ Feature }) => app.get(Feature, { strict: false }).statement.query),
    };
  }

  test.each(['deep-hash', 'reference'] as const)(
    'is not its text: two features and two connections stay two (%s)',
    async (moduleIdGeneratorAlgorithm) => {
      for (const query of [first, second]) stub.when(query).variables({ id: 'int' });
      const named = (name: string): DynamicModule =>
        CassandraModule.forRootAsync({ name, useFactory: () => ({ ...options(), keyspace: name }) });
      const { modules, texts } = features('byId');
      const imports = [CassandraModule.forRoot(options()), named('one'), named('two'), ...modules];
      application = await Test.createTestingModule({ imports }, { moduleIdGeneratorAlgorithm }).compile();
      expect(texts(application)).toEqual([first, second]);
      const keyspaces = ['one', 'two'].map(
        (name) => application!.get(getSessionToken(name), { strict: false }).keyspace,
      );
      expect(keyspaces).toEqual(['one', 'two']);
    },
  );

  test('is no secret of the options: they are not read to make an id', async () => {
    const cluster = stub.clusterOptions();
    const read = jest.fn(() => 'hunter2');
    const secret = Object.defineProperty({}, 'toJSON', { value: read, enumerable: false });
    await Test.createTestingModule(
      { imports: [CassandraModule.forRoot({ cluster: () => cluster, metrics: secret as never, retryAttempts: 0 })] },
      { moduleIdGeneratorAlgorithm: 'deep-hash' },
    )
      .overrideProvider(getSessionToken())
      .useValue({})
      .compile();
    expect(read).not.toHaveBeenCalled();
  });
});

describe('the token of a statement', () => {
  const names = ['a', 'b', 'a:b', ':', 'a:', ':b', '"', 'a"', '":"', 'a":"b', '\\', 'default', '\ud800'];

  test('is another one for each pair of a key and a connection', () => {
    const tokens = names.flatMap((key) => names.map((name) => getStatementToken(key, name)));
    expect(new Set(tokens).size).toBe(names.length ** 2);
  });

  test('is one for each connection, of sessions and clusters too', () => {
    const tokens = names.flatMap((name) => [getSessionToken(name), getClusterToken(name)]);
    expect(new Set(tokens).size).toBe(names.length * 2);
  });
});

describe('wrong arguments of', () => {
  const tokens = defineStatements({ a: 'SELECT a' }, 'two');
  const cases: [string, () => unknown, RegExp][] = [
    ['forRoot', () => CassandraModule.forRoot(undefined as never), /forRoot needs options/],
    ['forRoot', () => CassandraModule.forRoot(null as never), /forRoot needs options/],
    ['forRoot', () => CassandraModule.forRoot('127.0.0.1' as never), /forRoot needs options/],
    ['forRoot', () => CassandraModule.forRoot({ name: '', cluster: {} }), /'name' must be a text/],
    ['forRoot', () => CassandraModule.forRoot({ name: 7 as never, cluster: {} }), /'name' must be a text/],
    ['forRoot', () => CassandraModule.forRoot({ isGlobal: 1 as never, cluster: {} }), /'default': option 'isGlobal'/],
    ['forRootAsync', () => CassandraModule.forRootAsync(undefined as never), /forRootAsync needs options/],
    ['forRootAsync', () => CassandraModule.forRootAsync({}), /exactly one of useFactory/],
    ['forRootAsync', () => CassandraModule.forRootAsync({ useFactory: 1 as never }), /'useFactory' must be a function/],
    [
      'forRootAsync',
      () => CassandraModule.forRootAsync({ useFactory: () => options(), cluster: {} } as never),
      /'default': unknown option 'cluster': the factory returns it/,
    ],
    ['forFeature', () => CassandraModule.forFeature(undefined as never), /'default': forFeature needs statements/],
    ['forFeature', () => CassandraModule.forFeature('SELECT' as never), /'default': forFeature needs statements/],
    ['forFeature', () => CassandraModule.forFeature({}, '' as never), /name of the connection must be a text/],
    [
      'forFeature',
      () => CassandraModule.forFeature(tokens, 'one'),
      /'a' was defined for connection 'two', not for .* 'one'/,
    ],
    ['forFeature', () => CassandraModule.forFeature({ b: tokens.a }), /'b' was defined as 'a': give it under that key/],
    ['forFeature', () => CassandraModule.forFeature({}, null as never), /name of the connection must be a text/],
    ['defineStatements', () => defineStatements(undefined as never), /'default': defineStatements needs statements/],
    ['defineStatements', () => defineStatements({}, ''), /defineStatements: the name of the connection must be a text/],
    ['defineStatements', () => defineStatements({ a: 5 } as never), /Statement 'a' .* must be a text/],
    ['forFeature', () => CassandraModule.forFeature({ a: undefined as never }), /Statement 'a' .* must be a text/],
    ['forFeature', () => CassandraModule.forFeature({ a: {} as never }), /Statement 'a' .* has no text/],
    [
      'forFeature',
      () => CassandraModule.forFeature({ a: { query: 'SELECT', idempotent: true } as never }),
      /Statement 'a' .* unknown option 'idempotent'/,
    ],
    [
      'forFeature',
      () => CassandraModule.forFeature({ a: { query: 'SELECT', isIdempotent: 'yes' as never } }),
      /Statement 'a' .* option 'isIdempotent' must be true or false/,
    ],
  ];

  test.each(cases)('%s say what is wrong (%#)', (_, call, message) => {
    expect(call).toThrow(ConfigurationError);
    expect(call).toThrow(message);
  });
});
