import { CqlStub, pages, rows, serverError, voidResult } from '@async-cassandra/testing';
import { Client, type QueryOptions, type types } from 'cassandra-driver';

const user = rows({ name: 'text' }, [['Ada']]);
let stub: CqlStub;
let client: Client;

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 2 });
  client = new Client(stub.driverOptions());
  await client.connect();
});

afterEach(async () => {
  await client.shutdown();
  await stub.close();
});

it('retries when a node is overloaded', async () => {
  stub.when('SELECT name FROM users').once().reply(serverError.overloaded());
  stub.when('SELECT name FROM users').reply(user);

  const result = await client.execute('SELECT name FROM users', [], { isIdempotent: true });

  expect(result.first()['name']).toBe('Ada');
  expect(stub.executions.map(({ node }) => node).sort()).toEqual([0, 1]);
});

it('pages by hand past pages without rows', async () => {
  stub.when('SELECT id FROM events').reply(pages({ id: 'int' }, [[], [[1], [2]], [], [[3]]]));

  const ids: number[] = [];
  const options: QueryOptions = { fetchSize: 2 };
  let page: types.ResultSet;
  do {
    page = await client.execute('SELECT id FROM events', [], options);
    ids.push(...page.rows.map((row) => row['id'] as number));
    options.pageState = page.pageState;
  } while (page.pageState !== null);

  expect(ids).toEqual([1, 2, 3]);
});

it('does not write again what may have been written', async () => {
  // The node has the request, its answer is lost with the connection.
  const insert = stub.when(/^INSERT/).reset();

  await expect(client.execute('INSERT INTO payments (id) VALUES (1)')).rejects.toThrow();

  expect(insert.hits).toBe(1);
});

it('times out when no answer comes', async () => {
  stub.when('SELECT name FROM users').drop();

  await expect(client.execute('SELECT name FROM users', [], { readTimeout: 50 })).rejects.toThrow(
    /[Tt]imeout|timed out/,
  );
});

it('accepts answers in another order', async () => {
  const slow = stub.when('SELECT name FROM slow').hold().reply(user);
  stub.when('SELECT name FROM users').reply(user);

  const first = client.execute('SELECT name FROM slow');
  await slow.received();
  await client.execute('SELECT name FROM users');
  slow.release();

  expect((await first).rowLength).toBe(1);
});

it('prepares again on a node that was restarted', async () => {
  stub
    .when(/^INSERT/)
    .variables({ id: 'int' })
    .reply(voidResult());
  const insert = () => client.execute('INSERT INTO users (id) VALUES (?)', [1], { prepare: true });

  await insert();
  stub.nodes.forEach((node) => node.forgetPrepared());
  await insert();
  await insert();

  expect(stub.requests.filter(({ opcode }) => opcode === 'PREPARE').length).toBeGreaterThan(1);
});

it('reconnects after a broken answer', async () => {
  stub.when('SELECT name FROM users').once().alter({ opcode: 0x7f }).thenClose().reply(user);
  stub.when('SELECT name FROM users').reply(user);

  await client.execute('SELECT name FROM users').catch(() => undefined);

  expect((await client.execute('SELECT name FROM users')).first()['name']).toBe('Ada');
});

it('continues with the remaining nodes', async () => {
  stub.when('SELECT name FROM users').reply(user);
  await stub.node(1).stop();
  stub.sendStatusChange('DOWN', stub.node(1));

  for (let count = 0; count < 4; count++) {
    await client.execute('SELECT name FROM users', [], { isIdempotent: true });
  }

  expect(new Set(stub.executions.map(({ node }) => node))).toEqual(new Set([0]));
});
