// Results, streams and prepared statements that a test makes without a server behave like the ones of a session.
import { AsyncResultSet, AsyncStreamingResultSet, PreparedStatement } from '../src/index';

interface User {
  readonly name: string;
}

const users: readonly User[] = Array.from({ length: 200 }, (_, index) => ({ name: `user ${index}` }));

describe('AsyncStreamingResultSet.of', () => {
  const ways: Readonly<Record<string, (stream: AsyncStreamingResultSet<User>) => AsyncIterable<User | User[]>>> = {
    rows: (stream) => stream,
    pages: (stream) => stream.pages(),
    chunks: (stream) => stream.chunks(),
    Readable: (stream) => stream.toReadable() as AsyncIterable<User>,
  };

  test.each(Object.keys(ways))('gives its rows by %s, and ends', async (way) => {
    for (const rows of [users, users.slice(0, 1), []]) {
      const stream = AsyncStreamingResultSet.of<User>(rows);
      const read: User[] = [];
      for await (const each of ways[way]!(stream)) read.push(...[each].flat());
      expect(read).toEqual(rows);
      expect(stream).toMatchObject({
        isClosed: true,
        pagingState: null,
        position: undefined,
        totalRowsFetched: rows.length,
      });
    }
  });

  test('has its columns before the first row, and stops where its loop is left', async () => {
    const columns = [
      {
        keyspace: 'shop',
        table: 'users',
        name: 'name',
        type: { code: 13 as const, info: null, options: { frozen: false, reversed: false } },
      },
    ];
    const stream = AsyncStreamingResultSet.of<User>(new Set(users), columns);
    expect(stream.columns).toEqual(columns);
    expect(stream.executionInfo?.attempts).toEqual([]);
    for await (const { name } of stream) if (name === 'user 70') break;
    expect(stream.isClosed).toBe(true);
    expect(stream.position).toMatchObject({ pagingState: null, rowsOfPage: 71 });
    expect(await stream.getQueryTrace()).toBeNull();
  });
});

describe('PreparedStatement.of', () => {
  test('binds by position and by name, and names what is missing', () => {
    const byPosition = PreparedStatement.of<User>('SELECT name FROM users WHERE id = ? AND kind = ?');
    expect(byPosition.bind([1, 'a'])).toMatchObject({ values: [1, 'a'], query: byPosition.query });
    expect(() => byPosition.bind([1])).toThrow(TypeError);
    const byName = PreparedStatement.of('SELECT name FROM users WHERE id = :id AND kind = :kindOf');
    expect(byName.variables.map(({ name }) => name)).toEqual(['id', 'kindof']);
    expect(byName.bind({ kindOf: 'a', id: 1, more: 2 }).values).toEqual([1, 'a']);
    expect(() => byName.bind({ id: 1 })).toThrow("'kindof'");
  });

  test('is marked as any other', () => {
    const statement = PreparedStatement.of('UPDATE users SET name = ? WHERE id = ?');
    statement.isIdempotent = true;
    expect(statement.bind(['Ada', 1]).isIdempotent).toBe(true);
    expect([statement.keyspace, statement.columns]).toEqual([undefined, []]);
  });
});

test('AsyncResultSet.of says by itself whether a condition held only where it has the column', () => {
  expect(AsyncResultSet.of(users).wasApplied).toBeUndefined();
  expect(AsyncResultSet.of([]).one()).toBeNull();
});
