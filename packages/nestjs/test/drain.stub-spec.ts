import { AsyncCassandraSession } from '@async-cassandra/core';
import { CqlStub, rows } from '@async-cassandra/testing';
import { Controller, Get } from '@nestjs/common';
import { CassandraModule } from '../src/index';
import { platforms, startHttpApp } from './support/http-app';

const query = 'SELECT name FROM users';

@Controller()
class NamesController {
  constructor(private readonly session: AsyncCassandraSession) {}

  @Get()
  async names(): Promise<unknown[]> {
    await this.session.execute(query);
    return (await this.session.execute('SELECT name FROM others')).rows;
  }
}

test.each(platforms)(
  'a request that is being served at shutdown keeps its session until its end, with %s',
  async (platform) => {
    await using stub = await CqlStub.start();
    const names = rows({ name: 'text' }, [['Ada']]);
    const held = stub.when(query).hold().reply(names);
    stub.when('SELECT name FROM others').reply(names);
    const connection = CassandraModule.forRoot({ cluster: stub.clusterOptions() });
    const { app, url } = await startHttpApp(platform, { imports: [connection], controllers: [NamesController] });
    const response = fetch(url, { headers: { connection: 'close' } });
    await held.received();
    const closing = app.close();
    held.release();
    expect(await (await response).json()).toEqual([{ name: 'Ada' }]);
    await closing;
    await stub.connectionsAre(0);
    await app.get(AsyncCassandraSession).close();
    await app.close();
  },
);
