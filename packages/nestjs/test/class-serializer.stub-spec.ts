// CQL values beside class-transformer: @Exclude, @Expose, ClassSerializerInterceptor before ours and after it, and lines of JSON.
import {
  AsyncCassandraSession,
  BigDecimal,
  Duration,
  InetAddress,
  Integer,
  LocalDate,
  LocalTime,
  Long,
  Row,
  TimeUuid,
  Tuple,
  Uuid,
  Vector,
} from '@async-cassandra/core';
import { CqlStub, rows } from '@async-cassandra/testing';
import {
  ClassSerializerInterceptor,
  Controller,
  Get,
  SerializeOptions,
  UseInterceptors,
  type INestApplication,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { CassandraModule, CassandraSerializerInterceptor, NdjsonStream } from '../src/index';
import { startHttpApp, type HttpApp } from './support/http-app';

const uuid = '5a2b8a1e-7d0f-4c62-9f52-0d9c4f3b6a11';
const timeUuid = 'd5f6f4d0-1a2b-11ee-be56-0242ac120002';

class Address {
  street = 'Main';
  @Exclude() secret = 'hidden';
  id = Uuid.fromString(uuid);
}

class User {
  id = Uuid.fromString(uuid);
  visits = Long.fromString('9223372036854775807');
  @Exclude() password = 'hidden';
  @Expose({ name: 'mail' }) email = 'a@b.c';
  @Expose({ groups: ['admin'] }) role = 'root';
  @Transform(({ value }) => `${String(value)}!`) name = 'Ada';
  @Type(() => Address) address = new Address();
  addresses = [new Address()];
  raw = Buffer.from('abc');
}

/** Every CQL value, in every place of one. */
const values = (): Record<string, unknown> => ({
  id: Uuid.fromString(uuid),
  time: TimeUuid.fromString(timeUuid),
  big: 2n ** 63n,
  long: Long.fromString('-9223372036854775808'),
  varint: Integer.fromString('9'.repeat(400)),
  decimal: BigDecimal.fromString('1.50'),
  duration: Duration.fromString('1d2h'),
  inet: InetAddress.fromString('10.0.0.1'),
  date: LocalDate.fromString('2026-01-02'),
  at: LocalTime.fromString('10:20:30'),
  stamp: new Date(0),
  blob: Buffer.from('abc'),
  tuple: new Tuple(Uuid.fromString(uuid), 2n, new Address()),
  vector: new Vector(new Float32Array([0.5, 1]), 'float'),
  set: new Set([Uuid.fromString(uuid)]),
  map: new Map<unknown, unknown>([[Uuid.fromString(uuid), Long.fromNumber(1)]]),
  list: [[Long.fromNumber(1)], { id: Uuid.fromString(uuid) }],
  none: null,
});

const address = { street: 'Main', id: uuid };
const valuesAsJson = {
  id: uuid,
  time: timeUuid,
  big: '9223372036854775808',
  long: '-9223372036854775808',
  varint: '9'.repeat(400),
  decimal: '1.50',
  duration: '1d2h',
  inet: '10.0.0.1',
  date: '2026-01-02',
  at: '10:20:30',
  stamp: '1970-01-01T00:00:00.000Z',
  blob: 'YWJj',
  tuple: [uuid, '2', address],
  vector: [0.5, 1],
  set: [uuid],
  map: { [uuid]: '1' },
  list: [['1'], { id: uuid }],
  none: null,
};
const user = {
  id: uuid,
  visits: '9223372036854775807',
  mail: 'a@b.c',
  name: 'Ada!',
  address,
  addresses: [address],
  raw: 'YWJj',
};

@Controller()
class Api {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get('values')
  values(): object {
    return values();
  }

  @Get('row')
  row(): object {
    return Object.assign(new Row(), values());
  }

  @Get('user')
  user(): object {
    return new User();
  }

  @Get('users')
  users(): object[] {
    return [new User(), Object.assign(new Row(), { user: new User() })];
  }

  @Get('admin')
  @SerializeOptions({ groups: ['admin'] })
  admin(): object {
    return new User();
  }

  @Get('result')
  async result(): Promise<object> {
    return this.session.execute('SELECT id FROM t');
  }

  @Get('lines')
  @NdjsonStream()
  lines(): object[] {
    return [values(), new User(), { user: new User() }];
  }

  @Get('admin-lines')
  @SerializeOptions({ groups: ['admin'] })
  @NdjsonStream()
  adminLines(): object[] {
    return [new User()];
  }
}

let stub: CqlStub;
let running: HttpApp;

beforeAll(async () => {
  stub = await CqlStub.start();
  stub.when('SELECT id FROM t').reply(rows({ id: 'uuid', n: 'bigint' }, [[uuid, 1]]));
});

afterAll(() => stub.close());

afterEach(() => running[Symbol.asyncDispose]());

async function start(
  configure: (app: INestApplication) => void,
  controller: new (...a: never[]) => Api = Api,
): Promise<void> {
  const imports = [CassandraModule.forRoot({ cluster: stub.clusterOptions() })];
  running = await startHttpApp('express', { imports, controllers: [controller] }, configure);
}

const json = async (path: string): Promise<unknown> => (await fetch(`${running.url}/${path}`)).json();
const linesOf = async (path: string): Promise<unknown[]> => {
  const text = await (await fetch(`${running.url}/${path}`)).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
};

@UseInterceptors(ClassSerializerInterceptor)
class ApiWithSerializer extends Api {}
Controller()(ApiWithSerializer);
Reflect.defineMetadata('design:paramtypes', [AsyncCassandraSession], ApiWithSerializer);

const orders: [string, (app: INestApplication) => void, typeof Api][] = [
  [
    'after it',
    (app) =>
      app.useGlobalInterceptors(
        new ClassSerializerInterceptor(app.get(Reflector)),
        new CassandraSerializerInterceptor(),
      ),
    Api,
  ],
  [
    'before it',
    (app) =>
      app.useGlobalInterceptors(
        new CassandraSerializerInterceptor(),
        new ClassSerializerInterceptor(app.get(Reflector)),
      ),
    Api,
  ],
  [
    'around a controller with it',
    (app) => app.useGlobalInterceptors(new CassandraSerializerInterceptor()),
    ApiWithSerializer,
  ],
];

describe.each(orders)('beside ClassSerializerInterceptor, %s', (_, configure, controller) => {
  beforeEach(() => start(configure, controller));

  test('CQL values are what they are without it', async () => {
    expect(await json('values')).toEqual(valuesAsJson);
    expect(await json('row')).toEqual(valuesAsJson);
    expect(await json('result')).toEqual([{ id: uuid, n: '1' }]);
  });

  test('classes show what they are told to', async () => {
    expect(await json('user')).toEqual(user);
    expect(await json('users')).toEqual([user, { user }]);
    expect(await json('admin')).toEqual({ ...user, role: 'root' });
  });

  test('lines do, too', async () => {
    expect(await linesOf('lines')).toEqual([valuesAsJson, user, { user }, { '': 'end', done: true, count: 3 }]);
    expect((await linesOf('admin-lines'))[0]).toEqual({ ...user, role: 'root' });
  });
});

test('lines show no more than a class does where there is no ClassSerializerInterceptor', async () => {
  await start(() => {});
  const lines = await linesOf('lines');
  expect(lines.slice(1, 3)).toEqual([user, { user }]);
  expect(JSON.stringify(lines.slice(1))).not.toContain('hidden');
});
