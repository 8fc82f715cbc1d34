// Tests of an application as its authors write them: not a test of ours, but the contents of a Jest run of its own.
import { AsyncCassandraSession } from '@async-cassandra/core';
import { CassandraModule, NdjsonStream } from '@async-cassandra/nestjs';
import { Controller, Get, Logger, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';

Logger.overrideLogger(false);

const cluster = { contactPoints: [process.env.NODE_ADDRESS!] };

@Controller()
class NamesController {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get()
  @NdjsonStream()
  names() {
    return this.session.executeStream('SELECT name FROM users');
  }
}

describe('an application', () => {
  let app: INestApplication;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({
      imports: [
        CassandraModule.forRoot({ cluster }),
        CassandraModule.forRoot({ name: 'lazy', cluster, lazyConnection: true }),
      ],
      controllers: [NamesController],
    }).compile();
    app = testing.createNestApplication();
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it('sends names', async () => {
    expect(await (await fetch(await app.getUrl())).text()).toContain('{"name":"Ada"}\n');
  });
});

describe('an application that does not boot', () => {
  it('rejects', async () => {
    const statements = CassandraModule.forFeature({ broken: 'SELECT nothing FROM users' });
    const testing = Test.createTestingModule({ imports: [CassandraModule.forRoot({ cluster }), statements] });
    await expect(testing.compile()).rejects.toThrow(/'broken'/);
  });
});
