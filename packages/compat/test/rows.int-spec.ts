import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { codec } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Client, errors, tracker, types, type QueryOptions } from '../src/index';
import { optionsOf } from './options.spec-support';

const keyspace = useKeyspace();
const rowCount = 250;
const query = 'SELECT id, value FROM readings';
let client: InstanceType<typeof Client>;

beforeAll(async () => {
  client = new Client({ ...optionsOf(keyspace), queryOptions: { prepare: true } });
  await client.execute('CREATE TABLE readings (id int PRIMARY KEY, value text)');
  const insert = 'INSERT INTO readings (id, value) VALUES (?, ?)';
  await Promise.all(Array.from({ length: rowCount }, (_, i) => client.execute(insert, [i, `value ${i}`])));
});

afterAll(() => client.shutdown());

function eachRow(options: QueryOptions): Promise<{ ids: number[]; last: types.ResultSet }> {
  return new Promise((resolve, reject) => {
    const ids: number[] = [];
    client.eachRow(
      query,
      [],
      options,
      (_, row) => ids.push(row['id'] as number),
      (error, last) => (error ? reject(error) : resolve({ ids, last })),
    );
  });
}

describe('eachRow', () => {
  test('gives the rows of one page, and goes on by nextPage', async () => {
    const counts: number[] = [];
    const seen = new Set<unknown>();
    await new Promise<void>((resolve, reject) => {
      client.eachRow(
        query,
        [],
        { fetchSize: 100 },
        (n, row) => {
          counts.push(n);
          seen.add(row['id']);
        },
        (error, result) => {
          if (error) reject(error);
          else if (result.nextPage) result.nextPage();
          else resolve();
        },
      );
    });
    expect(seen.size).toBe(rowCount);
    expect(counts.filter((n) => n === 0)).toHaveLength(3);
  });

  test('gives the rows of all pages with autoPage, and their number', async () => {
    const { ids, last } = await eachRow({ fetchSize: 40, autoPage: true });
    expect(new Set(ids).size).toBe(rowCount);
    expect(last).toMatchObject({ rowLength: rowCount, pageState: null, rows: undefined });
  });

  test('calls back with an error, and needs a callback for the rows', async () => {
    await expect(eachRow({ executionProfile: 'none' })).rejects.toThrow(errors.ArgumentError);
    expect(() => client.eachRow(query, [], {} as never)).toThrow(TypeError);
  });
});

describe('stream', () => {
  test('gives all rows at the pace of its consumer', async () => {
    let [count, inFlight] = [0, 0];
    const consumer = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write(_row, _encoding, done) {
        expect(++inFlight).toBe(1);
        setImmediate(() => {
          inFlight--;
          count++;
          done();
        });
      },
    });
    const ended = new Promise<unknown>((resolve) => {
      const stream = client.stream(query, [], { fetchSize: 60 }, resolve) as NodeJS.ReadableStream;
      pipeline(stream, consumer).catch(resolve);
    });
    expect(await ended).toBeUndefined();
    if (!consumer.writableFinished) await new Promise((resolve) => consumer.once('finish', resolve));
    expect(count).toBe(rowCount);
  });

  test('ends with an error, and never as if it were whole', async () => {
    const seen: string[] = [];
    const error = await new Promise<unknown>((resolve) => {
      const stream = client.stream('SELECT nope FROM readings', []);
      for (const event of ['data', 'end', 'error']) stream.on(event, () => seen.push(event));
      stream.on('error', (reason: unknown) => stream.on('close', () => resolve(reason)));
    });
    expect(error).toBeInstanceOf(errors.ResponseError);
    expect(seen).toEqual(['error']);
  });
});

describe('a page', () => {
  test('says where the next one begins, as text and as bytes', async () => {
    const all = new Set<unknown>();
    let [pageState, pages]: [string | Buffer | undefined, number] = [undefined, 0];
    do {
      const page: types.ResultSet = await client.execute(query, [], { fetchSize: 100, pageState });
      for (const { id } of page) all.add(id);
      expect(page.pageState).toEqual(page.rowLength < 100 ? null : expect.stringMatching(/^[0-9a-f]+$/));
      // Both forms that cassandra-driver takes.
      pageState = page.pageState && pages % 2 === 0 ? Buffer.from(page.pageState, 'hex') : page.pageState;
      pages++;
    } while (pageState);
    expect([all.size, pages]).toEqual([rowCount, 3]);
  });

  test('is walked to the end of the result by for await', async () => {
    let count = 0;
    for await (const row of await client.execute(query, [], { fetchSize: 33 })) count += row['value'] ? 1 : 0;
    expect(count).toBe(rowCount);
  });

  test('is refused with the state of another statement', async () => {
    const { pageState } = await client.execute(query, [], { fetchSize: 10 });
    const elsewhere = client.execute('SELECT value FROM readings', [], { pageState });
    await expect(elsewhere).rejects.toMatchObject({
      name: 'ResponseError',
      code: types.responseErrorCodes.protocolError,
    });
    await expect(client.execute(query, [], { pageState: 'zz' })).rejects.toThrow(errors.ResponseError);
  });
});

test('a request tracker and metrics are told of each request', async () => {
  const seen: string[] = [];
  class Seen extends (tracker as unknown as { RequestTracker: new () => tracker.RequestTracker }).RequestTracker {
    override onSuccess(
      ...[host, text, values, options, sent, received, latency]: Parameters<tracker.RequestTracker['onSuccess']>
    ): void {
      expect([sent > 0, received > 0, latency.length, options.isPrepared()]).toEqual([true, true, 2, true]);
      seen.push(`${host.address} ${String(text)} ${JSON.stringify(values)}`);
    }
    override onError(...[, text, , , , error]: Parameters<tracker.RequestTracker['onError']>): void {
      seen.push(`${String(text)}: ${error.name}`);
    }
    override shutdown(): void {
      seen.push('shutdown');
    }
  }
  const watched = new Client({ ...optionsOf(keyspace), queryOptions: { prepare: true }, requestTracker: new Seen() });
  const responses: unknown[] = [];
  const emitters = watched.metrics as unknown as {
    responses: { on(event: string, listener: (latency: unknown) => void): void };
  };
  emitters.responses.on('increment', (latency) => responses.push(latency));
  await watched.execute('SELECT value FROM readings WHERE id = ?', [1]);
  await expect(watched.execute('SELECT value FROM readings WHERE nope = 1')).rejects.toThrow(errors.ResponseError);
  await watched.shutdown();
  expect(seen).toEqual([
    `${client.hosts.keys()[0]} SELECT value FROM readings WHERE id = ? [1]`,
    'SELECT value FROM readings WHERE nope = 1: ResponseError',
    'shutdown',
  ]);
  expect(responses).toHaveLength(2);
});

describe('codecs of the engine', () => {
  class Level {
    constructor(readonly value: number) {}
  }

  test('are an option of the client: values of theirs are written and read, by rows and streams', async () => {
    const column = `${keyspace.name}.levels.level`;
    const codecs = [
      codec({ column, decode: (value: number) => new Level(value), encode: ({ value }: Level) => value }),
    ];
    const own = new Client({ ...optionsOf(keyspace), codecs });
    try {
      await own.execute('CREATE TABLE levels (id int PRIMARY KEY, level int)');
      await own.execute('INSERT INTO levels (id, level) VALUES (?, ?)', [1, new Level(7)], { prepare: true });
      await own.batch([{ query: 'UPDATE levels SET level = ? WHERE id = ?', params: [new Level(8), 2] }], {
        prepare: true,
      });
      const read = 'SELECT level FROM levels WHERE id = ?';
      expect((await own.execute(read, [1], { prepare: true })).first()['level']).toEqual(new Level(7));
      expect((await client.execute(read, [2], { prepare: true })).first()['level']).toBe(8);
      const streamed: unknown[] = [];
      for await (const row of own.stream(read, [2], { prepare: true }) as unknown as AsyncIterable<types.Row>)
        streamed.push(row['level']);
      expect(streamed).toEqual([new Level(8)]);
    } finally {
      await own.shutdown();
    }
  });
});
