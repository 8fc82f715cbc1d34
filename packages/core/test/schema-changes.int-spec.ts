// Prepared statements follow the schema, whichever client changed it: each kind of change, made by this client or by another one that prepares
// the same texts first (so that no node answers UNPREPARED), against each way of executing a text.
import { randomInt } from 'node:crypto';
import { useKeyspace } from '@async-cassandra/testing/jest';
import {
  AsyncCluster,
  BatchStatement,
  InvalidRequestError,
  type AsyncCassandraSession,
  type BoundStatement,
  type Row,
  type PreparedStatement,
} from '../src/index';
import { forgetsOldNames } from './fixture/server-release';

const fixture = useKeyspace();
let observing: AsyncCluster;
let observer: AsyncCassandraSession;

async function connect(): Promise<{ cluster: AsyncCluster; session: AsyncCassandraSession }> {
  const cluster = new AsyncCluster({ ...fixture.clusterOptions(), schemaEventRefreshWindowMs: 20 });
  return { cluster, session: await cluster.connect() };
}

beforeAll(async () => {
  ({ cluster: observing, session: observer } = await connect());
  await observer.execute(`CREATE TABLE ${fixture.name}.other (k int PRIMARY KEY)`);
});

afterAll(() => observing.shutdown());

interface Change {
  readonly name: string;
  /** Statements, `KS` standing for the keyspace. The table is `KS.t`, its partition key `k`. */
  readonly schema: readonly string[];
  readonly ddl: readonly string[];
  /** The last target of `ddl`, whose announcement says that this client has heard of all. */
  readonly announced: { readonly target: string; readonly name?: string };
  readonly columns: readonly string[];
  /** Their values before the change. */
  readonly before: readonly unknown[];
  /** Their values after it; absent where the statement does not fit the schema any more. */
  readonly after?: readonly unknown[];
  /** What is read back of `after`. */
  readonly row?: Readonly<Record<string, unknown>>;
  /** The column whose value before the change fits no more. */
  readonly refused?: string;
  readonly keyAfter?: (n: number) => unknown;
  /** Whether there is no table to read from any more. */
  readonly isGone?: boolean;
  readonly isLeftOut?: boolean;
}

const table = { target: 'TABLE', name: 't' };
const addField = {
  ddl: ['ALTER TYPE KS.address ADD b int'],
  announced: { target: 'TYPE', name: 'address' },
  columns: ['k', 'v'],
};
const withType = (type: string, ...more: string[]): string[] => [
  'CREATE TYPE KS.address (a int)',
  ...more,
  `CREATE TABLE KS.t (k int PRIMARY KEY, v ${type})`,
];

const changes: readonly Change[] = [
  {
    name: 'a table made anew with a text for an int',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v int)'],
    ddl: ['DROP TABLE KS.t', 'CREATE TABLE KS.t (k int PRIMARY KEY, v text)'],
    announced: table,
    columns: ['k', 'v'],
    before: [1094861636],
    after: ['word'],
    row: { v: 'word' },
    refused: 'v',
  },
  {
    name: 'a table made anew with an int for a text',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v text)'],
    ddl: ['DROP TABLE KS.t', 'CREATE TABLE KS.t (k int PRIMARY KEY, v int)'],
    announced: table,
    columns: ['k', 'v'],
    before: ['ABCD'],
    after: [7],
    row: { v: 7 },
    refused: 'v',
  },
  {
    name: 'a table made anew with another key',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v int)'],
    ddl: ['DROP TABLE KS.t', 'CREATE TABLE KS.t (k text PRIMARY KEY, v int)'],
    announced: table,
    columns: ['k', 'v'],
    before: [1],
    after: [2],
    row: { v: 2 },
    refused: 'k',
    keyAfter: (n) => `key ${n}`,
  },
  {
    name: 'a keyspace made anew',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v int)'],
    ddl: [
      'DROP KEYSPACE KS',
      "CREATE KEYSPACE KS WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
      'CREATE TABLE KS.t (k int PRIMARY KEY, v text)',
    ],
    announced: table,
    columns: ['k', 'v'],
    before: [1094861636],
    after: ['word'],
    row: { v: 'word' },
    refused: 'v',
  },
  {
    name: 'a column that was added',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v int)'],
    ddl: ['ALTER TABLE KS.t ADD w text'],
    announced: table,
    columns: ['k', 'v'],
    before: [1],
    after: [2],
    row: { v: 2, w: null },
  },
  {
    name: 'a column that was dropped',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v int, w int)'],
    ddl: ['ALTER TABLE KS.t DROP v'],
    announced: table,
    columns: ['k', 'v'],
    before: [1],
  },
  {
    name: 'a column with another name [needs Cassandra 4.0]',
    schema: ['CREATE TABLE KS.t (k int, c int, v int, PRIMARY KEY (k, c))'],
    ddl: ['ALTER TABLE KS.t RENAME c TO d'],
    announced: table,
    columns: ['k', 'c', 'v'],
    before: [1, 2],
    isLeftOut: !forgetsOldNames,
  },
  {
    name: 'a table that is gone',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v int)'],
    ddl: ['DROP TABLE KS.t'],
    announced: table,
    columns: ['k', 'v'],
    before: [1],
    isGone: true,
  },
  {
    name: 'a static column that was added',
    schema: ['CREATE TABLE KS.t (k int, c int, v int, PRIMARY KEY (k, c))'],
    ddl: ['ALTER TABLE KS.t ADD s text STATIC'],
    announced: table,
    columns: ['k', 'c', 'v'],
    before: [1, 2],
    after: [3, 4],
    row: { c: 3, s: null, v: 4 },
  },
  {
    name: 'a column that was dropped and added again with another type',
    schema: ['CREATE TABLE KS.t (k int PRIMARY KEY, v text)'],
    ddl: ['ALTER TABLE KS.t DROP v', 'ALTER TABLE KS.t ADD v blob', 'CREATE TABLE KS.done (k int PRIMARY KEY)'],
    announced: { target: 'TABLE', name: 'done' },
    columns: ['k', 'v'],
    before: ['ABCD'],
    after: [Buffer.from('word')],
    row: { v: Buffer.from('word') },
    refused: 'v',
  },
  {
    name: 'a field of another name',
    schema: withType('frozen<address>'),
    ddl: ['ALTER TYPE KS.address RENAME a TO z'],
    announced: { target: 'TYPE', name: 'address' },
    columns: ['k', 'v'],
    before: [{ a: 1 }],
    after: [{ z: 5 }],
    row: { v: { z: 5 } },
  },
  {
    ...addField,
    name: 'a field that was added to a type',
    schema: withType('frozen<address>'),
    before: [{ a: 1 }],
    after: [{ a: 1, b: 2 }],
    row: { v: { a: 1, b: 2 } },
  },
  {
    ...addField,
    name: 'a field that was added to a type that is not frozen',
    schema: withType('address'),
    before: [{ a: 1 }],
    after: [{ a: 1, b: 2 }],
    row: { v: { a: 1, b: 2 } },
  },
  {
    ...addField,
    name: 'a field that was added to a type in a list',
    schema: withType('list<frozen<address>>'),
    before: [[{ a: 1 }]],
    after: [[{ a: 1, b: 2 }]],
    row: { v: [{ a: 1, b: 2 }] },
  },
  {
    ...addField,
    name: 'a field that was added to a type in a map in a tuple',
    schema: withType('frozen<tuple<int, map<int, frozen<address>>>>'),
    before: [[1, { 1: { a: 1 } }]],
    after: [[1, { 1: { a: 1, b: 2 } }]],
    row: { v: expect.objectContaining({ elements: [1, { 1: { a: 1, b: 2 } }] }) },
  },
  {
    ...addField,
    name: 'a field that was added to a type in the key of a map',
    schema: withType('map<frozen<address>, int>'),
    before: [new Map([[{ a: 1 }, 7]])],
    after: [new Map([[{ a: 1, b: 2 }, 7]])],
    row: { v: { '{"a":1,"b":2}': 7 } },
  },
  {
    ...addField,
    name: 'a field that was added to a type in a tuple in a set',
    schema: withType('set<frozen<tuple<int, frozen<address>>>>'),
    before: [[[1, { a: 1 }]]],
    after: [[[1, { a: 1, b: 2 }]]],
    row: { v: [expect.objectContaining({ elements: [1, { a: 1, b: 2 }] })] },
  },
  {
    ...addField,
    name: 'a field that was added to a type in another type',
    schema: withType('frozen<customer>', 'CREATE TYPE KS.customer (home frozen<address>)'),
    before: [{ home: { a: 1 } }],
    after: [{ home: { a: 1, b: 2 } }],
    row: { v: { home: { a: 1, b: 2 } } },
  },
];

class Case {
  readonly keyspace = `changes_${randomInt(2 ** 31).toString(36)}`;
  readonly change: Change;
  readonly insert: string;
  readonly named: string;
  readonly unqualified: string;
  readonly select: string;
  #marker = 0;
  cluster!: AsyncCluster;
  session!: AsyncCassandraSession;
  heldInsert!: PreparedStatement;
  heldSelect!: PreparedStatement;
  heldSelectAll!: PreparedStatement;
  /** Of a table beside it, which does not change. */
  heldOther!: PreparedStatement;
  boundInsert: BoundStatement | undefined;
  boundSelect!: BoundStatement;
  /** Its session has the keyspace, so that its texts need not name it. */
  inKeyspace!: AsyncCassandraSession;

  constructor(change: Change) {
    this.change = change;
    const { columns } = change;
    this.insert = this.#in(`INSERT INTO KS.t (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
    this.named = this.insert.replace(/\?/g, () => `:${columns[this.#marker++ % columns.length]}`);
    this.unqualified = this.insert.replace(`${this.keyspace}.`, '');
    this.select = this.#in('SELECT * FROM KS.t WHERE k = ?');
  }

  async setUp(): Promise<void> {
    ({ cluster: this.cluster, session: this.session } = await connect());
    const create = "CREATE KEYSPACE KS WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}";
    for (const text of [create, ...this.change.schema]) await observer.execute(this.#in(text));
    this.inKeyspace = await this.cluster.connect(this.keyspace);
    this.heldInsert = await this.session.prepare(this.insert);
    this.heldOther = await this.session.prepare(`INSERT INTO ${fixture.name}.other (k) VALUES (?)`);
    this.heldSelect = await this.session.prepare(this.select);
    this.heldSelectAll = await this.session.prepare(this.#in('SELECT * FROM KS.t'));
    const { before, after } = this.change;
    if (after !== undefined) this.boundInsert = this.heldInsert.bind([this.key(3), ...after]);
    this.boundSelect = this.heldSelect.bind([this.key(3)]);
    for (let k = 100; k < 110; k++) await this.session.execute(this.heldInsert, [k, ...before]);
    await this.session.execute(this.named, this.byName(100, before));
    await this.inKeyspace.execute(this.unqualified, [100, ...before]);
    await this.session.execute(this.heldSelect, [100]);
  }

  /** At once, not at the end of the file: every client that listens makes each change of the schema dearer. */
  async tearDown(): Promise<void> {
    await this.cluster.shutdown();
    await observer.execute(this.#in('DROP KEYSPACE IF EXISTS KS'));
  }

  byName(key: unknown, values: readonly unknown[]): object {
    return Object.fromEntries(this.change.columns.map((name, index) => [name, [key, ...values][index]]));
  }

  key(n: number): unknown {
    return (this.change.keyAfter ?? ((k) => k))(n);
  }

  /** Resolves once this client has heard of the change. */
  async apply(who: 'this client' | 'another client'): Promise<void> {
    const { ddl, announced } = this.change;
    const heard = new Promise<void>((resolve) => {
      this.cluster.on('schemaChanged', (change) => {
        if (change.keyspace !== this.keyspace || change.target !== announced.target) return;
        if (change.name === announced.name && (change.change !== 'DROPPED' || this.change.isGone)) resolve();
      });
    });
    const session = who === 'this client' ? this.session : observer;
    for (const text of ddl) await session.execute(this.#in(text));
    await heard;
    if (who === 'this client') return;
    for (const text of [this.insert, this.named, this.select]) await observer.prepare(text).catch(() => {});
  }

  /** As another client reads it, by a text that was never prepared before. */
  async stored(n: number): Promise<Record<string, unknown> | null> {
    const columns = Object.keys(this.change.row ?? {}).join(', ');
    const text = this.#in(`SELECT ${columns} FROM KS.t WHERE k = ? LIMIT ${n + 1000}`);
    return (await observer.execute(text, [this.key(n)])).one();
  }

  #in(text: string): string {
    return text.replaceAll('KS', this.keyspace);
  }
}

const insertsOf = (c: Case): Record<string, (n: number, values: readonly unknown[]) => Promise<unknown>> => ({
  'a held statement': (n, values) => c.session.execute(c.heldInsert, [c.key(n), ...values]),
  'the text': (n, values) => c.session.execute(c.insert, [c.key(n), ...values]),
  'a statement prepared anew': async (n, values) =>
    c.session.execute(await c.session.prepare(c.insert), [c.key(n), ...values]),
  'a batch of the held statement': (n, values) =>
    c.session.executeBatch(new BatchStatement().add(c.heldInsert.bind([c.key(n), ...values]))),
  'a batch of the text': (n, values) =>
    c.session.executeBatch(new BatchStatement().add(c.insert, [c.key(n), ...values])),
  'a batch with a table that did not change': (n, values) =>
    c.session.executeBatch(new BatchStatement().add(c.heldOther, [n]).add(c.heldInsert, [c.key(n), ...values])),
  'the text with named values': (n, values) => c.session.execute(c.named, c.byName(c.key(n), values)),
  'the text in the keyspace of its session': (n, values) => c.inKeyspace.execute(c.unqualified, [c.key(n), ...values]),
});

/** Reads the first row. What it resolves with reads the rest, with the error that ends it. */
async function begin(source: AsyncIterable<unknown>): Promise<() => Promise<readonly unknown[]>> {
  const rows = source[Symbol.asyncIterator]();
  const seen: unknown[] = [(await rows.next()).value];
  return async () => {
    try {
      for (let next = await rows.next(); next.done !== true; next = await rows.next()) seen.push(next.value);
    } catch (error) {
      seen.push(error);
    }
    return seen;
  };
}

describe.each(changes)('after $name', (change) => {
  (change.isLeftOut ? describe.skip : describe).each(['this client', 'another client'] as const)('by %s', (who) => {
    const c = new Case(change);
    let rowsBefore: readonly Row[];
    let rowsAfter: readonly Row[];
    let streamed: readonly unknown[];
    let scanned: readonly unknown[];

    beforeAll(async () => {
      await c.setUp();
      rowsBefore = (await c.session.execute(c.heldSelectAll)).rows;
      const streaming = begin(await c.session.executeStream(c.heldSelectAll, [], { fetchSize: 2 }));
      const scanning = begin(c.session.scanTable(`${c.keyspace}.t`, { fetchSize: 2, splits: 1, concurrency: 1 }));
      const ends = [await streaming, await scanning];
      await c.apply(who);
      rowsAfter = await observer.execute(c.heldSelectAll.query).then(
        (result) => result.rows,
        () => [],
      );
      [streamed, scanned] = [await ends[0]!(), await ends[1]!()];
    });

    afterAll(() => c.tearDown());

    if (change.after === undefined) {
      test.each(Object.keys(insertsOf(c)))('%s is refused by the server', async (way) => {
        await expect(insertsOf(c)[way]!(1, change.before)).rejects.toThrow(InvalidRequestError);
      });
    } else {
      const { after, row } = change;
      test.each(Object.keys(insertsOf(c)))('%s writes what it is given', async (way) => {
        const n = Object.keys(insertsOf(c)).indexOf(way) + 10;
        await insertsOf(c)[way]!(n, after);
        expect(await c.stored(n)).toEqual(row);
      });

      test('a statement that was bound before writes what it was given', async () => {
        await c.session.execute(c.boundInsert!);
        expect(await c.stored(3)).toEqual(row);
        expect((await c.session.execute(c.boundSelect)).one()).toEqual({ k: c.key(3), ...row });
      });

      test.each(['the held statement', 'the text', 'a statement prepared anew'])(
        '%s reads what is there',
        async (way) => {
          await insertsOf(c)['the text']!(5, after);
          const statement =
            way === 'the text'
              ? c.select
              : way === 'the held statement'
                ? c.heldSelect
                : await c.session.prepare(c.select);
          expect((await c.session.execute(statement as string, [c.key(5)])).one()).toEqual({ k: c.key(5), ...row });
        },
      );
    }

    const { refused } = change;
    if (refused !== undefined) {
      test.each(Object.keys(insertsOf(c)))('%s refuses a value that only fitted before, by its column', async (way) => {
        const inserts =
          refused === 'k' ? insertsOf(Object.assign(Object.create(c) as Case, { key: () => 8 })) : insertsOf(c);
        const error = await inserts[way]!(8, refused === 'k' ? change.after! : change.before).catch(
          (caught: Error) => caught,
        );
        expect(error).toBeInstanceOf(Error);
        const { message, cause } = error as Error;
        expect(`${message} ${String(cause)}`).toContain(`Column "${refused}"`);
      });
    }

    if (change.isGone) {
      test('reading says that there is no table', async () => {
        await expect(c.session.execute(c.heldSelect, [1])).rejects.toThrow(InvalidRequestError);
      });
    }

    test.each(['stream', 'scan'])('a %s in its middle goes on with rows as they are, or ends with an error', (what) => {
      // A page that is answered between two statements of the change is of a table without the column.
      const between = change.ddl.length > 1 ? rowsBefore.map((row) => ({ k: row['k'] })) : [];
      // A node that reads while it drops a column has the column in its answer, and no value of it.
      const dropped = change.ddl.map((text) => /^ALTER TABLE KS\.t DROP (\w+)$/.exec(text)?.[1]);
      const emptied = rowsBefore.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, dropped.includes(name) ? null : value])),
      );
      const possible = [...rowsBefore, ...between, ...emptied, ...rowsAfter].map((row) => JSON.stringify(row));
      const seen = what === 'stream' ? streamed : scanned;
      const rows = seen.filter((item) => !(item instanceof Error)).map((row) => JSON.stringify(row));
      expect(possible).toEqual(expect.arrayContaining(rows));
      expect(new Set(rows).size).toBe(rows.length);
    });
  });
});

test('a materialized view that was made anew with its table is read by its new key', async () => {
  const { cluster, session } = await connect();
  const keyspace = await fixture.fixture.createKeyspace('views');
  const make = async (type: string): Promise<void> => {
    await observer.execute(`CREATE TABLE ${keyspace}.t (k int PRIMARY KEY, x ${type})`);
    await observer.execute(
      `CREATE MATERIALIZED VIEW ${keyspace}.by_x AS SELECT * FROM ${keyspace}.t WHERE x IS NOT NULL AND k IS NOT NULL PRIMARY KEY (x, k)`,
    );
  };
  await make('int');
  const held = await session.prepare(`SELECT k FROM ${keyspace}.by_x WHERE x = ?`);
  expect((await session.execute(held, [1094861636])).rows).toEqual([]);
  const heard = new Promise<void>((resolve) => {
    cluster.on('schemaChanged', ({ change, name }) => change === 'CREATED' && name === 'by_x' && resolve());
  });
  await observer.execute(`DROP MATERIALIZED VIEW ${keyspace}.by_x`);
  await observer.execute(`DROP TABLE ${keyspace}.t`);
  await make('text');
  await heard;
  await observer.prepare(held.query);
  await observer.execute(`INSERT INTO ${keyspace}.t (k, x) VALUES (7, 'ABCD')`);
  expect((await session.execute(held, ['ABCD'])).rows).toEqual([{ k: 7 }]);
  await expect(session.execute(held, [1094861636])).rejects.toThrow('Column "x"');
  await cluster.shutdown();
  await fixture.fixture.dropKeyspace(keyspace);
});
