// cassandra-driver reads what the stub writes: an opinion on the values and on the answers a connecting client needs.
// It speaks v4, without segments.

import { Client, types } from 'cassandra-driver';

import { CqlStub } from '../../src/stub/cql-stub';
import { pagedRows, rows } from '../../src/stub/rows-reply';
import { voidResult } from '../../src/stub/reply';
import { serverError } from '../../src/stub/server-error';
import { userType } from '../../src/stub/wire/cql-type';

async function withClient(stub: CqlStub, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client(stub.driverOptions());
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.shutdown();
  }
}

describe('cassandra-driver with a stub', () => {
  it('sees the nodes and the schema', async () => {
    await using stub = await CqlStub.start({
      nodes: [{ datacenter: 'east' }, { datacenter: 'east', rack: 'r2' }],
      credentials: { username: 'u', password: 'p' },
      schema: { app: { tables: { t: { columns: { k: 'int', c: 'text', v: 'list<int>' }, partitionKey: ['k'] } } } },
    });
    await withClient(stub, async (client) => {
      expect(client.hosts.values().map(({ rack, datacenter }) => [datacenter, rack])).toEqual(
        expect.arrayContaining([
          ['east', 'rack1'],
          ['east', 'r2'],
        ]),
      );
      const table = await client.metadata.getTable('app', 't');
      expect(table.columns.map(({ name }) => name)).toEqual(['k', 'c', 'v']);
      expect(table.partitionKeys.map(({ name }) => name)).toEqual(['k']);
    });
    expect(stub.violations).toEqual([]);
  });

  it('prepares, binds, writes and pages', async () => {
    await using stub = await CqlStub.start();
    stub
      .when(/^INSERT/)
      .variables({ k: 'int', v: 'text' }, { partitionKey: ['k'] })
      .reply(voidResult());
    stub.when('SELECT k FROM t').reply(
      pagedRows(
        { k: 'int' },
        Array.from({ length: 25 }, (_, k) => [k]),
      ),
    );
    await withClient(stub, async (client) => {
      await client.execute('INSERT INTO t (k, v) VALUES (?, ?)', [7, 'x'], { prepare: true });
      const keys: number[] = [];
      for await (const row of await client.execute('SELECT k FROM t', [], { fetchSize: 10 })) {
        keys.push(row['k'] as number);
      }
      expect(keys).toEqual([...Array(25).keys()]);
    });
    const [insert] = stub.executions;
    expect(insert!.values).toEqual([Buffer.from([0, 0, 0, 7]), Buffer.from('x')]);
  });

  it('gets the errors as they are', async () => {
    await using stub = await CqlStub.start();
    stub.when('SELECT a').reply(serverError.readTimeout({ consistency: 'ALL', received: 2, required: 3 }));
    await withClient(stub, async (client) => {
      await expect(client.execute('SELECT a')).rejects.toMatchObject({
        code: types.responseErrorCodes.readTimeout,
        received: 2,
        blockFor: 3,
        consistencies: types.consistencies.all,
      });
    });
  });

  const uuid = '01234567-89ab-4def-8123-456789abcdef';
  const address = userType('app', 'address', { street: 'text', zip: 'int' });
  it.each([
    ['ascii', 'a', 'a'],
    ['bigint', -5n, types.Long.fromNumber(-5)],
    ['blob', '0xcafe', Buffer.from('cafe', 'hex')],
    ['boolean', true, true],
    ['date', '2024-02-29', types.LocalDate.fromString('2024-02-29')],
    ['decimal', '-12.345', types.BigDecimal.fromString('-12.345')],
    ['double', 0.1, 0.1],
    ['duration', { months: 1, days: 2, nanoseconds: 3 }, new types.Duration(1, 2, 3)],
    ['float', 0.5, 0.5],
    ['inet', '::1', types.InetAddress.fromString('::1')],
    ['int', -1, -1],
    ['smallint', -300, -300],
    ['text', 'ünï', 'ünï'],
    ['time', '10:11:12.000000001', types.LocalTime.fromString('10:11:12.000000001')],
    ['timestamp', new Date(5), new Date(5)],
    [
      'timeuuid',
      '8b1b6e90-0000-11ee-8000-000000000000',
      types.TimeUuid.fromString('8b1b6e90-0000-11ee-8000-000000000000'),
    ],
    ['tinyint', -128, -128],
    ['uuid', uuid, types.Uuid.fromString(uuid)],
    ['varint', -12345678901234567890n, types.Integer.fromString('-12345678901234567890')],
    ['list<text>', ['a', 'b'], ['a', 'b']],
    ['set<int>', [1, 2], [1, 2]],
    ['map<text, frozen<list<int>>>', { a: [1] }, { a: [1] }],
    ['tuple<int, text>', [1, 'a'], new types.Tuple(1, 'a')],
    [address, { street: 's', zip: 1 }, { street: 's', zip: 1 }],
    ['vector<float, 2>', [1, 2], new types.Vector([1, 2], 'float')],
    ['vector<text, 2>', ['a', 'bc'], new types.Vector(['a', 'bc'], 'text')],
  ])('reads %p', async (type, written, expected) => {
    await using stub = await CqlStub.start();
    stub.when('SELECT v').reply(rows({ v: type }, [[written], [null]]));
    await withClient(stub, async (client) => {
      const result = await client.execute('SELECT v');
      const read = result.rows.map((row) => row['v'] as unknown);
      expect(String(read[0])).toBe(String(expected));
      expect(JSON.stringify(read)).toBe(JSON.stringify([expected, null]));
    });
  });
});
