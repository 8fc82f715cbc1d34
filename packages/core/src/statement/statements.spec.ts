import type { ParametersEncoder } from '../codec/parameters-encoder';
import type { RowDecoder } from '../codec/row-decoder';
import { RetryPolicy } from '../driver/policies';
import { Long, types } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { typeCode, type ColumnSpec } from '../protocol/data-type';
import { BatchStatement, type BatchableStatement } from './batch-statement';
import { BoundStatement } from './bound-statement';
import { SchemaJournal } from './schema-journal';
import { PreparedQuery } from './prepared-query';
import { PreparedStatement } from './prepared-statement';
import { SimpleStatement } from './simple-statement';
import type { StatementOptions } from './statement-options';

const { consistencies } = types;

function column(name: string): ColumnSpec {
  return {
    keyspace: 'k',
    table: 't',
    name,
    type: { code: typeCode.int, info: null, options: { frozen: false, reversed: false } },
  };
}

function decoderOf(...names: string[]): RowDecoder {
  return { columns: names.map(column) } as unknown as RowDecoder;
}

function preparedQuery(query = 'SELECT a FROM t WHERE id = ?', keyspace?: string): PreparedQuery {
  const state = {
    id: Buffer.from('id'),
    resultMetadataId: Buffer.from('one'),
    variables: [column('id')],
    partitionKeyIndexes: [0],
    parametersEncoder: {} as ParametersEncoder,
    rowDecoder: decoderOf('a'),
  };
  return new PreparedQuery(query, keyspace, state, new SchemaJournal());
}

const everyOption: Required<StatementOptions> = {
  consistency: consistencies.localQuorum,
  serialConsistency: consistencies.localSerial,
  fetchSize: 100,
  timestamp: 1,
  keyspace: 'k',
  nowInSeconds: 0,
  isIdempotent: true,
  retryPolicy: new RetryPolicy(),
  routingKey: Buffer.of(1),
  customPayload: { a: Buffer.of(1) },
};

describe('SimpleStatement', () => {
  it('keeps its text and a copy of its options', () => {
    const options = { fetchSize: 10, isIdempotent: true };
    const statement = new SimpleStatement('SELECT 1', options);
    options.fetchSize = 20;

    expect(statement).toMatchObject({ query: 'SELECT 1', options: { fetchSize: 10 }, isIdempotent: true });
  });

  it('knows whether it reads', () => {
    expect(new SimpleStatement('SELECT 1').isRead).toBe(true);
    expect(new SimpleStatement('INSERT INTO t (a) VALUES (1)').isRead).toBe(false);
    expect(new SimpleStatement('TRUNCATE t').kind).toBe('truncate');
  });

  it('takes every option, and those that are undefined', () => {
    expect(new SimpleStatement('SELECT 1', everyOption).options).toEqual(everyOption);
    const nothing = Object.fromEntries(Object.keys(everyOption).map((name) => [name, undefined]));

    expect(() => new SimpleStatement('SELECT 1', nothing)).not.toThrow();
  });

  it.each([Long.fromNumber(5), 5n, null, 0, -1])('takes the timestamp %p', (timestamp) => {
    expect(() => new SimpleStatement('SELECT 1', { timestamp })).not.toThrow();
  });

  it.each<[keyof StatementOptions, unknown]>([
    ['consistency', 'LOCAL_QUORUM'],
    ['consistency', 11],
    ['serialConsistency', consistencies.quorum],
    ['fetchSize', 0],
    ['fetchSize', -1],
    ['fetchSize', 1.5],
    ['fetchSize', 2 ** 31],
    ['timestamp', 1.5],
    ['timestamp', 2 ** 53],
    ['timestamp', new Date()],
    ['keyspace', ''],
    ['keyspace', 7],
    ['nowInSeconds', 2 ** 31],
    ['isIdempotent', 'true'],
    ['isIdempotent', 1],
    ['isIdempotent', null],
    ['retryPolicy', {}],
    ['retryPolicy', null],
    ['routingKey', 'key'],
    ['routingKey', []],
    ['routingKey', [Buffer.of(1), 'key']],
    ['customPayload', { a: 'text' }],
    ['customPayload', null],
  ])('refuses %s = %p by its name', (name, value) => {
    const create = () => new SimpleStatement('SELECT 1', { [name]: value });

    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(name);
  });

  it('refuses an option that it does not know, by its name', () => {
    const create = () => new SimpleStatement('SELECT 1', { fetchsize: 1 } as never);

    expect(create).toThrow(new ConfigurationError("Unknown option 'fetchsize': did you mean 'fetchSize'?"));
  });

  it.each(['', undefined, null, 7])('refuses the text %p', (query) => {
    expect(() => new SimpleStatement(query as string)).toThrow(ConfigurationError);
  });

  it.each([null, 7, 'text'])('refuses the options %p', (options) => {
    expect(() => new SimpleStatement('SELECT 1', options as never)).toThrow(ConfigurationError);
  });
});

describe('PreparedStatement', () => {
  it('shows what the server said', () => {
    const statement = PreparedStatement.create(preparedQuery());

    expect(statement.query).toBe('SELECT a FROM t WHERE id = ?');
    expect(statement.variables.map(({ name }) => name)).toEqual(['id']);
    expect(statement.columns.map(({ name }) => name)).toEqual(['a']);
    expect(statement.keyspace).toBe('k');
  });

  it('names the keyspace that it was prepared in before that of its table', () => {
    expect(PreparedStatement.create(preparedQuery('SELECT 1', 'session')).keyspace).toBe('session');
  });

  it('has no columns when it gives no rows', () => {
    const query = preparedQuery();
    query.replace({ ...query.state, rowDecoder: undefined }, 0);

    expect(PreparedStatement.create(query).columns).toEqual([]);
  });

  it('binds by position and by name', () => {
    const statement = PreparedStatement.create(preparedQuery());

    expect(statement.bind([7])).toBeInstanceOf(BoundStatement);
    expect(statement.bind([7]).values).toEqual([7]);
    expect(statement.bind({ id: 8 }).values).toEqual([8]);
    expect(() => statement.bind()).toThrow(TypeError);
  });

  it('is marked idempotent for itself alone', () => {
    const query = preparedQuery();
    const [one, other] = [PreparedStatement.create(query), PreparedStatement.create(query)];
    const bound = one.bind([1]);
    one.isIdempotent = true;

    expect([one.isIdempotent, other.isIdempotent]).toEqual([true, undefined]);
    expect(bound.isIdempotent).toBe(true);
  });

  it('follows a change of the columns together with every other of the same text', () => {
    const query = preparedQuery();
    const statements = [PreparedStatement.create(query), PreparedStatement.create(query)];
    const before = query.state;
    query.replaceResult(Buffer.from('two'), decoderOf('a', 'b'));

    for (const { columns } of statements) expect(columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(query.state).toEqual({ ...before, resultMetadataId: Buffer.from('two'), rowDecoder: decoderOf('a', 'b') });
    expect(before.rowDecoder).toEqual(decoderOf('a'));
  });
});

describe('BatchStatement', () => {
  it('is logged, empty and of unknown idempotence at first', () => {
    expect(new BatchStatement()).toMatchObject({ type: 'logged', length: 0, isIdempotent: undefined });
  });

  it('takes a type and the options of a statement', () => {
    const batch = new BatchStatement({ type: 'counter', consistency: consistencies.quorum, isIdempotent: false });

    expect(batch).toMatchObject({ type: 'counter', isIdempotent: false });
    expect(batch.options).toEqual({ consistency: consistencies.quorum, isIdempotent: false });
  });

  it.each([{ type: 'LOGGED' }, { type: null }, { kind: 'logged' }, { fetchSize: 0 }])(
    'refuses the options %j',
    (options) => {
      expect(() => new BatchStatement(options as never)).toThrow(ConfigurationError);
    },
  );

  it('takes texts, simple, prepared and bound statements', () => {
    const simple = new SimpleStatement('DELETE FROM t WHERE id = 1');
    const prepared = PreparedStatement.create(preparedQuery('DELETE FROM t WHERE id = ?'));
    const bound = prepared.bind([2]);
    const batch = new BatchStatement()
      .add('DELETE FROM t WHERE id = ?', [3])
      .add(simple)
      .add(prepared, { id: 4 })
      .add(bound);

    expect(batch).toHaveLength(4);
    expect(batch.entries[0]).toMatchObject({ statement: { query: 'DELETE FROM t WHERE id = ?' }, parameters: [3] });
    expect(batch.entries[1]).toEqual({ statement: simple, parameters: undefined });
    expect(batch.entries[2]).toMatchObject({ statement: { prepared, values: [4] }, parameters: undefined });
    expect(batch.entries[3]!.statement).toBe(bound);
  });

  it('keeps the key of its rows when the application changes its own Uuid, also of a statement that it bound itself', () => {
    const text = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
    const key = types.Uuid.fromString(text);
    const prepared = PreparedStatement.create(preparedQuery('DELETE FROM t WHERE id = ?'));
    const bound = prepared.bind([key]);
    const batch = new BatchStatement().add(bound).add(prepared, [key]).add(prepared, [key]);
    key.getBuffer().fill(0);
    (bound.values[0] as types.Uuid).getBuffer().fill(1);
    const keysOf = ({ entries }: BatchStatement): string[] =>
      entries.map(({ statement }) => String((statement as BoundStatement).values[0]));

    expect(keysOf(batch).slice(1)).toEqual([text, text]);
    expect(keysOf(batch.clear().add(prepared, [types.Uuid.fromString(text)]))).toEqual([text]);
  });

  it('adds one statement for each of the parameters', () => {
    const batch = new BatchStatement().addAll('DELETE FROM t WHERE id = ?', new Set([[1], [2], [3]]));

    expect(batch.entries.map(({ parameters }) => parameters)).toEqual([[1], [2], [3]]);
    expect(new Set(batch.entries.map(({ statement }) => statement)).size).toBe(1);
  });

  it('is empty after clear, and can be filled again', () => {
    const batch = new BatchStatement().add('DELETE FROM t WHERE id = 1');
    const before = batch.entries;

    expect(batch.clear()).toHaveLength(0);
    expect(before).toHaveLength(1);
    expect(batch.add('DELETE FROM t WHERE id = 2')).toHaveLength(1);
  });

  it('holds 65,535 statements and not one more', () => {
    const statement = new SimpleStatement('DELETE FROM t WHERE id = 1');
    const batch = new BatchStatement();
    for (let i = 0; i < 65_535; i++) batch.add(statement);

    expect(() => batch.add(statement)).toThrow(RangeError);
    expect(batch).toHaveLength(65_535);
  });

  it.each<[string, BatchableStatement, unknown]>([
    ['parameters that do not fit', PreparedStatement.create(preparedQuery()) as never, [1, 2]],
    ['no parameters where there must be some', PreparedStatement.create(preparedQuery()) as never, undefined],
    ['parameters for a bound statement', PreparedStatement.create(preparedQuery()).bind([1]) as never, [1]],
    ['something else', { query: 'DELETE FROM t' } as never, undefined],
    ['nothing', undefined as never, undefined],
  ])('refuses %s', (_what, statement, parameters) => {
    const batch = new BatchStatement();

    expect(() => batch.add(statement, parameters as never)).toThrow(TypeError);
    expect(batch).toHaveLength(0);
  });
});
