// Codecs of the application on every way that values take to the server and back, and what happens when one throws.
import { CqlStub, rows, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  BatchStatement,
  codec,
  SimpleStatement,
  UnreadableAnswerError,
  type AsyncCassandraSession,
} from '../../src/index';

/** Its value is private: a copy would not have it. */
class Level {
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }
}

const table = { keyspace: 'shop', table: 'items' };
const columns = { id: 'text', level: 'int' };
const insert = 'INSERT INTO shop.items (id, level) VALUES (?, ?)';
const select = 'SELECT id, level FROM shop.items';
const selectOne = `${select} WHERE id = ?`;
const selectUnlucky = `${select} WHERE level = 13 ALLOW FILTERING`;
const inRange = 'FROM "shop"."items" WHERE token("id") > ? AND token("id") <= ?';

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
/** What the codec of `level` does before it encodes. */
let beforeEncoding: () => void;

const level = codec({
  column: 'shop.items.level',
  decode(value: number) {
    if (value === 13) throw new Error('no luck');
    return new Level(value);
  },
  encode(level: Level) {
    beforeEncoding();
    if (level.value === 13) throw new Error('no luck');
    return level.value;
  },
});

beforeEach(async () => {
  beforeEncoding = () => {};
  stub = await CqlStub.start({
    schema: { shop: { tables: { items: { columns, partitionKey: ['id'] } } } },
  });
  stub
    .when(insert)
    .variables(columns, { ...table, partitionKey: ['id'] })
    .reply(voidResult());
  const three = [['a', 1], ['b', 2], ['c', 3]]; // oxfmt-ignore
  stub
    .when(select)
    .columns(columns, table)
    .reply(rows(columns, three, table));
  stub
    .when(selectOne)
    .variables({ id: 'text' }, { ...table, partitionKey: ['id'] })
    .columns(columns, table)
    .reply(rows(columns, three, table));
  stub.when(selectUnlucky).reply(rows(columns, [['a', 1], ['b', 13]], table)); // oxfmt-ignore
  const ranges = { 'token(id)': 'bigint', 'token("id")': 'bigint' };
  stub
    .when(`SELECT * ${inRange}`)
    .variables(ranges, table)
    .columns(columns, table)
    .reply(rows(columns, [], table));
  stub.when(`SELECT * ${inRange}`).variables(ranges, table).columns(columns, table).once().reply(rows(columns, three, table)); // oxfmt-ignore
  const count = { count: 'bigint' };
  stub.when(`SELECT COUNT(*) ${inRange}`).variables(ranges, table).columns(count, table).reply(rows(count, [[1]], table)); // oxfmt-ignore
  stub.when({ opcode: 'BATCH' }).reply(voidResult());
  cluster = new AsyncCluster({
    ...stub.clusterOptions(),
    codecs: [level, codec({ type: 'bigint', decode: () => 'not a number', encode: () => Number.NaN })],
  });
  session = await cluster.connect();
});
afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
  expect(stub.violations).toEqual([]);
});

/** The levels that the stub was sent, by EXECUTE and in batches. */
const levels = (): number[] =>
  stub.requests.flatMap(({ opcode, values, statements }) => {
    const all = opcode === 'BATCH' ? statements!.map((item) => item.values) : opcode === 'EXECUTE' ? [values] : [];
    return all.flatMap((list) => {
      const level = (list as (Buffer | null)[] | undefined)?.[1];
      return Buffer.isBuffer(level) && level.length === 4 ? [level.readInt32BE(0)] : [];
    });
  });

async function drained<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of iterable) all.push(item);
  return all;
}

describe('write what they encode', () => {
  it.each<[way: string, write: (level: Level) => Promise<unknown>]>([
    ['a text that is not prepared yet', (level) => session.execute(insert, ['a', level])],
    [
      'a text that is prepared',
      async (level) => {
        await session.prepare(insert);
        await session.execute(insert, ['a', level]);
      },
    ],
    ['named values', (level) => session.execute(insert, { id: 'a', level })],
    ['a SimpleStatement', (level) => session.execute(new SimpleStatement(insert), ['a', level])],
    ['a prepared statement', async (level) => session.execute(await session.prepare(insert), ['a', level])],
    ['a bound statement', async (level) => session.execute((await session.prepare(insert)).bind(['a', level]))],
    ['executePage', (level) => session.executePage(insert, ['a', level])],
    ['executeStream', async (level) => drained(await session.executeStream(insert, ['a', level]))],
    ['executeConcurrent', (level) => drained(session.executeConcurrent(insert, [['a', level]]))],
    ['a text in a batch', (level) => session.executeBatch(new BatchStatement().add(insert, ['a', level]))],
    ['named values in a batch', (level) => session.executeBatch(new BatchStatement().add(insert, { id: 'a', level }))],
    [
      'a bound statement in a batch',
      async (level) => {
        const statement = await session.prepare(insert);
        await session.executeBatch(new BatchStatement().add(statement.bind(['a', level])));
      },
    ],
  ])('of %s', async (_, write) => {
    await write(new Level(5));
    expect(levels()).toEqual([5]);
  });

  it('of a parameter whose name in the text is not that of its column', async () => {
    const named = 'INSERT INTO shop.items (id, level) VALUES (:level, :how_good)';
    // The server tells the column of a parameter only where the text has no name for it.
    stub
      .when('INSERT INTO shop.items (id, level) VALUES (?     , ?        )')
      .variables(columns, { ...table, partitionKey: ['id'] })
      .reply(voidResult());
    await session.execute(named, { level: 'the id', how_good: new Level(6) });
    const statement = await session.prepare(named);
    expect(statement.query).toBe(named);
    expect(statement.variables.map(({ name }) => name)).toEqual(['level', 'how_good']);
    await session.execute(statement, { level: 'the id', howGood: new Level(7), how_good: new Level(8) });
    await expect(session.execute(named, { level: 'the id' })).rejects.toThrow("no value for 'how_good'");
    expect(levels()).toEqual([6, 8]);
  });

  it('of a statement that a node has to be told of again, under the same text', async () => {
    await using several = await CqlStub.start({ nodes: 2 });
    const update = 'UPDATE shop.items SET level = :how_good WHERE id = :key';
    several
      .when('UPDATE shop.items SET level = ?         WHERE id = ?   ')
      .variables({ level: 'int', id: 'text' }, table)
      .reply(voidResult());
    await using own = new AsyncCluster({ ...several.clusterOptions(), codecs: [level] });
    const ownSession = await own.connect();
    for (const { endpoint: host } of several.nodes) {
      await ownSession.execute(update, { key: 'a', how_good: new Level(4) }, { host });
    }
    const reached = several.executions.filter(({ values }) => values?.[0]?.readInt32BE(0) === 4);
    expect(new Set(reached.map(({ node }) => node)).size).toBe(2);
  });
});

describe('make what is read', () => {
  it.each<[way: string, read: () => Promise<Iterable<unknown>>]>([
    ['execute', () => session.execute(select)],
    ['execute of a prepared text', () => session.execute(selectOne, ['a'])],
    ['execute of a statement', async () => session.execute(await session.prepare(selectOne), ['a'])],
    ['executePage', async () => (await session.executePage(select)).rows],
    ['executeStream', async () => drained(await session.executeStream(select))],
    ['pages of a stream', async () => (await drained((await session.executeStream(select)).pages())).flat()],
    ['toReadable', async () => drained((await session.executeStream(select)).toReadable())],
    ['scanTable', () => drained(session.scanTable('shop.items', { splits: 1 }))],
    [
      'executeConcurrent',
      async () => {
        const [outcome] = await drained(session.executeConcurrent(selectOne, [['a']]));
        return outcome!.result!;
      },
    ],
  ])('by %s', async (_, read) => {
    const found = Array.from(await read(), (row) => (row as { level: Level }).level.value);
    expect(found.sort()).toEqual([1, 2, 3]);
  });

  it('but neither the tokens of a scan nor the counts of countTable', async () => {
    expect(await session.countTable('shop.items')).toBeGreaterThan(0);
  });
});

it('hurt the request whose value they refuse, and no other', async () => {
  const before = cluster.nodes.map(({ isUp }) => isUp);
  const bad = session.execute(insert, ['a', new Level(13)]);
  const good = session.execute(insert, ['b', new Level(2)]);
  await expect(bad).rejects.toThrow('Column "level" (int): the codec of shop.items.level threw (Error)');
  await expect(bad).rejects.toMatchObject({ code: 'INVALID_PARAMETER', cause: { message: 'no luck' } });
  await good;
  const outcomes = await drained(session.executeConcurrent(insert, [['c', new Level(13)], ['d', new Level(3)]])); // oxfmt-ignore
  expect(outcomes.map((outcome) => 'error' in outcome)).toEqual([true, false]);
  const batch = new BatchStatement().add(insert, ['e', new Level(4)]).add(insert, ['f', new Level(13)]);
  await expect(session.executeBatch(batch)).rejects.toThrow('Column "level" (int)');
  const unreadable = session.execute(selectUnlucky);
  const readable = session.execute(select);
  await expect(unreadable).rejects.toMatchObject({ name: UnreadableAnswerError.name, cause: { message: 'no luck' } });
  await expect(unreadable).rejects.toThrow('Column "level" (int) cannot be read: the codec of shop.items.level');
  expect((await readable).length).toBe(3);
  expect(levels()).toEqual([2, 3]);
  expect(cluster.nodes.map(({ isUp }) => isUp)).toEqual(before);
});

it('make the rows of streams up to the one that they refuse', async () => {
  const seen: Level[] = [];
  const read = async (): Promise<void> => {
    for await (const row of await session.executeStream<{ level: Level }>(selectUnlucky)) seen.push(row.level);
  };
  await expect(read()).rejects.toThrow(/"level" \(int\)/);
  expect(seen.map(({ value }) => value)).toEqual([1]);
});

it('may execute something while they encode: each request arrives as it is', async () => {
  await session.execute(insert, ['a', new Level(1)]);
  const inner: Promise<unknown>[] = [];
  beforeEncoding = () => {
    beforeEncoding = () => {};
    inner.push(session.execute(insert, ['b'.repeat(100_000), new Level(2)]));
  };
  await session.execute(insert, ['c', new Level(3)]);
  await Promise.all(inner);
  expect(levels().sort()).toEqual([1, 2, 3]);
});

it('send a request to the replica of the key that they encode', async () => {
  await using several = await CqlStub.start({ nodes: 3, schema: { shop: { tables: {} } } });
  const query = 'SELECT id, level FROM shop.items WHERE level = ?';
  several
    .when(query)
    .variables({ level: 'int' }, { ...table, partitionKey: ['level'] })
    .reply(rows(columns, [], table));
  await using own = new AsyncCluster({
    ...several.clusterOptions(),
    codecs: [codec({ type: 'int', decode: (value: number) => new Level(value), encode: (it: Level) => it.value })],
  });
  const ownSession = await own.connect('shop');
  const reached = new Set<string | undefined>();
  for (let value = 0; value < 12; value++) {
    const key = Buffer.alloc(4);
    key.writeInt32BE(value);
    const [replica] = own.metadata.getReplicas('shop', key)!;
    const { executionInfo } = await ownSession.execute(query, [new Level(value)]);
    expect(executionInfo.coordinator).toBe(replica!.endpoint);
    reached.add(executionInfo.coordinator);
  }
  expect(reached.size).toBeGreaterThan(1);
});
