// The metadata of real tables, beside what the stock driver says of the same tables.
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Client, type metadata } from 'cassandra-driver';
import type { ControlConnection } from '../../src/control/control-connection';
import type { Metadata } from '../../src/control/metadata';
import type { DataType } from '../../src/protocol/data-type';
import { InvalidRequestError } from '../../src/index';
import { hasDescribe, hasVectors, hasVirtualTables } from '../fixture/server-release';
import { openControl } from './control-support';

const keyspace = useKeyspace({
  scripts: [
    `CREATE TYPE address (street text, phones frozen<map<text, list<int>>>);
     CREATE TYPE "Full Name" (first text, "Last" text, home frozen<address>);
     CREATE TABLE plain (id int PRIMARY KEY);
     CREATE TABLE keys (
       b int, a text, "C" timeuuid, d bigint, s text STATIC, v blob,
       PRIMARY KEY ((a, b), "C", d)
     ) WITH CLUSTERING ORDER BY ("C" DESC, d ASC) AND comment = 'it''s keyed' AND gc_grace_seconds = 3600
       AND default_time_to_live = 60 AND compaction = {'class': 'LeveledCompactionStrategy', 'sstable_size_in_mb': '10'};
     CREATE TABLE types (
       id uuid PRIMARY KEY, c01 ascii, c02 bigint, c03 blob, c04 boolean, c05 date, c06 decimal, c07 double, c08 duration,
       c09 float, c10 inet, c11 smallint, c12 text, c13 time, c14 timestamp, c15 timeuuid, c16 tinyint, c17 varint,
       c18 list<int>, c19 set<text>, c20 map<int, frozen<list<text>>>, c21 frozen<map<text, frozen<set<int>>>>,
       c22 tuple<int, text, frozen<list<double>>>, c23 address, c24 frozen<"Full Name">, c25 list<frozen<"Full Name">>,
       ${hasVectors ? 'c26 vector<float, 3>, c27 frozen<list<vector<int, 2>>>, ' : ''}"constructor" text
     );
     CREATE TABLE base (a text, b int, d bigint, v frozen<address>, PRIMARY KEY (a, b));
     CREATE TABLE counters (id int PRIMARY KEY, n counter);
     CREATE INDEX plain_index ON types (c12);
     CREATE INDEX keys_index ON types (KEYS(c20));
     ${hasVectors ? "CREATE INDEX sai_index ON types (c02) USING 'sai';" : ''}
     CREATE MATERIALIZED VIEW by_d AS SELECT * FROM base WHERE a IS NOT NULL AND b IS NOT NULL AND d IS NOT NULL
       PRIMARY KEY (d, a, b) WITH CLUSTERING ORDER BY (a DESC, b ASC) AND comment = 'a view';
     CREATE FUNCTION plus (a int, b int) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS 'return a + b;';
     CREATE FUNCTION plus (a bigint, b bigint) RETURNS NULL ON NULL INPUT RETURNS bigint
       LANGUAGE java AS 'return a + b;';
     CREATE FUNCTION streets (a list<frozen<address>>) CALLED ON NULL INPUT RETURNS text
       LANGUAGE java AS 'return "";';
     CREATE AGGREGATE total (int) SFUNC plus STYPE int INITCOND 0;`,
  ],
});

let control: ControlConnection;
let stock: Client;
let opened: AsyncDisposable;

beforeAll(async () => {
  const options = keyspace.clusterOptions();
  stock = new Client({
    contactPoints: options.contactPoints,
    protocolOptions: { port: options.port },
    localDataCenter: options.localDatacenter,
  });
  await stock.connect();
  const connected = await openControl(options.contactPoints.map((address) => ({ address, port: options.port })));
  ({ control } = connected);
  opened = connected;
});

afterAll(async () => {
  await stock?.shutdown();
  await opened?.[Symbol.asyncDispose]();
});

/** What both say alike. The stock driver leaves out `options` of simple types and `reversed`. */
interface SeenType {
  code: number;
  info: unknown;
  frozen: boolean;
}

type StockType = { code: number; info: unknown; customTypeName?: string; options?: { frozen?: boolean } };

function seenType({ code, info, customTypeName, options }: StockType): SeenType {
  const frozen = options?.frozen ?? false;
  if (customTypeName === 'vector') {
    const [element, dimension] = info as [StockType, number];
    return { code, info: [seenType(element), dimension], frozen };
  }
  if (Array.isArray(info)) return { code, info: (info as StockType[]).map(seenType), frozen };
  if (info !== null && typeof info === 'object' && 'fields' in info) {
    const { keyspace: owner, name, fields } = info as { keyspace: string; name: string; fields: metadata.ColumnInfo[] };
    return { code, info: { owner, name, fields: fields.map(seenColumn) }, frozen };
  }
  return { code, info: info !== null && typeof info === 'object' ? seenType(info as StockType) : info, frozen };
}

function seenColumn({ name, type, ...rest }: { name: string; type: unknown }): object {
  return { name, type: seenType(type as StockType), isStatic: (rest as { isStatic?: boolean }).isStatic };
}

type Collection = Pick<metadata.DataCollection, 'columns' | 'partitionKeys' | 'clusteringKeys' | 'columnsByName'>;

function seenCollection(collection: Collection): object {
  const { columns, partitionKeys, clusteringKeys, columnsByName, ...properties } = { ...collection };
  return {
    ...Object.fromEntries(Object.entries(properties).filter(([, value]) => typeof value !== 'function')),
    columns: columns.map(seenColumn),
    columnsByName: Object.fromEntries(Object.entries(columnsByName).map(([key, column]) => [key, seenColumn(column)])),
    partitionKeys: partitionKeys.map(({ name }) => name),
    clusteringKeys: clusteringKeys.map(({ name }) => name),
  };
}

/** The stock driver's, with what only it has (event emitter, other products, Cassandra before 4.0) or has as `undefined`. */
function stockCollection(collection: metadata.DataCollection): object {
  const {
    _events,
    _eventsCount,
    _maxListeners,
    nodesync,
    populateCacheOnFlush,
    replicateOnWrite,
    indexInterval,
    ...seen
  } = seenCollection(collection) as Record<string, unknown>;
  void [_events, _eventsCount, _maxListeners, nodesync, populateCacheOnFlush, replicateOnWrite, indexInterval];
  // These columns are not there since Cassandra 4.0; ours are the default of that driver.
  const missing = hasVirtualTables ? { localReadRepairChance: 0, readRepairChance: 0 } : {};
  return { ...seen, ...missing, crcCheckChance: seen['crcCheckChance'] ?? null };
}

function plainJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

describe('the metadata of a table', () => {
  it.each(['plain', 'keys', 'types', 'counters'])('of %s is what the stock driver says', async (name) => {
    const [ours, theirs] = await Promise.all([
      control.metadata.getTable(keyspace.name, name),
      stock.metadata.getTable(keyspace.name, name),
    ]);
    expect(plainJson(seenCollection(ours as never))).toEqual(plainJson(stockCollection(theirs)));
  });

  it('says which clustering columns are descending', async () => {
    const table = await control.metadata.getTable(keyspace.name, 'keys');
    expect(table!.clusteringOrder).toEqual(['DESC', 'ASC']);
    expect(table!.clusteringKeys.map(({ type }) => type.options.reversed)).toEqual([true, false]);
  });

  it('tells the kinds of indexes apart as the stock driver does', async () => {
    const [ours, theirs] = await Promise.all([
      control.metadata.getTable(keyspace.name, 'types'),
      stock.metadata.getTable(keyspace.name, 'types'),
    ]);
    const kinds = (indexes: readonly Pick<metadata.Index, 'name' | 'isCustomKind' | 'isCompositesKind'>[]): unknown[] =>
      indexes.map((index) => [index.name, index.isCustomKind(), index.isCompositesKind()]);
    expect(kinds(ours!.indexes)).toEqual(kinds(theirs.indexes));
    const names = ['keys_index', 'plain_index', ...(hasVectors ? ['sai_index'] : [])];
    expect(ours!.indexes.map(({ name }) => name)).toEqual(names);
  });

  it('is there for system tables and virtual tables', async () => {
    const virtual = hasVirtualTables ? ['system_views.clients', 'system_virtual_schema.columns'] : [];
    for (const [owner, name] of ['system.local', ...virtual].map((each) => each.split('.') as [string, string])) {
      const ours = await control.metadata.getTable(owner, name);
      const theirs = await stock.metadata.getTable(owner, name);
      const keys = (columns: readonly { name: string }[]): string[] => columns.map((column) => column.name);
      expect([keys(ours!.columns), keys(ours!.partitionKeys), ours!.virtual]).toEqual([
        keys(theirs.columns),
        keys(theirs.partitionKeys),
        theirs.virtual,
      ]);
    }
  });

  it('is null for what does not exist', async () => {
    expect(await control.metadata.getTable(keyspace.name, 'nothing')).toBeNull();
    expect(await control.metadata.getTable('nowhere', 'nothing')).toBeNull();
    expect(await control.metadata.getUdt(keyspace.name, 'nothing')).toBeNull();
    expect(await control.metadata.getMaterializedView(keyspace.name, 'nothing')).toBeNull();
    expect(await control.metadata.getFunctions(keyspace.name, 'nothing')).toEqual([]);
    expect(await control.metadata.getAggregates(keyspace.name, 'nothing')).toEqual([]);
    expect(await control.metadata.getFunction(keyspace.name, 'plus', ['text', 'text'])).toBeNull();
  });

  it('is read once for all who ask, and again after it changed', async () => {
    const [first, second] = await Promise.all([
      control.metadata.getTable(keyspace.name, 'plain'),
      control.metadata.getTable(keyspace.name, 'plain'),
    ]);
    expect(first).toBe(second);
    expect(await control.metadata.getTable(keyspace.name, 'plain')).toBe(first);
    await control.metadata.refreshKeyspace(keyspace.name);
    const third = await control.metadata.getTable(keyspace.name, 'plain');
    expect(third).not.toBe(first);
    expect(third).toEqual(first);
  });
});

describe('the metadata of everything else', () => {
  it('of keyspaces is what the stock driver says', () => {
    const seen = (keyspaces: object): unknown =>
      Object.entries(keyspaces as Record<string, Record<string, unknown>>)
        .map(([key, { name, durableWrites, strategy, strategyOptions, virtual }]) =>
          plainJson([key, name, virtual || durableWrites, strategy ?? null, strategyOptions ?? {}, virtual]),
        )
        .filter(([name]) => name === keyspace.name || String(name).startsWith('system'))
        .sort();
    expect(seen(control.metadata.keyspaces)).toEqual(seen(stock.metadata.keyspaces));
  });

  it('of a view is what the stock driver says', async () => {
    const ours = await control.metadata.getMaterializedView(keyspace.name, 'by_d');
    const theirs = await (
      stock.metadata.getMaterializedView as (owner: string, name: string) => Promise<metadata.MaterializedView>
    ).call(stock.metadata, keyspace.name, 'by_d');
    expect(plainJson(seenCollection(ours as never))).toEqual(plainJson(stockCollection(theirs)));
    expect(ours).toMatchObject({ tableName: 'base', includeAllColumns: true, comment: 'a view' });
  });

  it.each(['address', 'Full Name'])('of the type %p is what the stock driver says', async (name) => {
    const [ours, theirs] = await Promise.all([
      control.metadata.getUdt(keyspace.name, name),
      stock.metadata.getUdt(keyspace.name, name),
    ]);
    expect(ours!.name).toBe(theirs.name);
    expect(ours!.fields.map(seenColumn)).toEqual(theirs.fields.map(seenColumn));
  });

  it.each(['plus', 'streets'])('of the function %s is what the stock driver says', async (name) => {
    const [ours, theirs] = await Promise.all([
      control.metadata.getFunctions(keyspace.name, name),
      stock.metadata.getFunctions(keyspace.name, name),
    ]);
    expect(ours.map(seenSignatures)).toEqual(theirs.map(seenSignatures));
  });

  it('of the aggregate is what the stock driver says', async () => {
    const [ours, theirs] = await Promise.all([
      control.metadata.getAggregate(keyspace.name, 'total', ['int']),
      stock.metadata.getAggregate(keyspace.name, 'total', ['int']),
    ]);
    expect(seenSignatures(ours!)).toEqual(seenSignatures(theirs));
    expect(ours).toMatchObject({ name: 'total', stateFunction: 'plus', finalFunction: null, initCondition: '0' });
  });

  it('finds the function of one signature', async () => {
    const found = await control.metadata.getFunction(keyspace.name, 'plus', ['bigint', 'bigint']);
    expect(found).toMatchObject({ calledOnNullInput: false, argumentNames: ['a', 'b'], language: 'java' });
  });
});

(hasDescribe ? describe : describe.skip)('The schema as CQL [needs Cassandra 4.0]', () => {
  const describeIt: Metadata['describe'] = (name, options) => control.metadata.describe(name, options);

  it('is the keyspace with all that is in it, types before the tables that use them', async () => {
    const text = await describeIt(keyspace.name);
    expect(text).toMatch(new RegExp(`^CREATE KEYSPACE ${keyspace.name} WITH `));
    const keywords = text.match(/^CREATE (?:CUSTOM INDEX|MATERIALIZED VIEW|\w+)/gm)!;
    expect([...new Set(keywords)]).toEqual(expect.arrayContaining(['CREATE TYPE', 'CREATE TABLE', 'CREATE FUNCTION']));
    expect(text.indexOf('CREATE TYPE')).toBeLessThan(text.indexOf('CREATE TABLE'));
  });

  it('is one thing, by its exact name', async () => {
    const of = `${keyspace.name}.`;
    expect(await describeIt(keyspace.name, { type: 'Full Name' })).toMatch(`CREATE TYPE ${of}"Full Name" (`);
    expect(await describeIt(keyspace.name, { view: 'by_d' })).toMatch(`CREATE MATERIALIZED VIEW ${of}by_d AS`);
    expect(await describeIt(keyspace.name, { index: 'keys_index' })).toMatch(`CREATE INDEX keys_index ON ${of}types`);
    expect(await describeIt(keyspace.name, { aggregate: 'total' })).toMatch(`CREATE AGGREGATE ${of}total(int)`);
    expect((await describeIt(keyspace.name, { function: 'plus' })).split('CREATE FUNCTION')).toHaveLength(3);
    const table = await describeIt(keyspace.name, { table: 'types' });
    expect(table).toMatch(`CREATE TABLE ${of}types (`);
    expect(table).toMatch('CREATE INDEX plain_index');
  });

  it('makes the table again', async () => {
    const text = await describeIt(keyspace.name, { table: 'keys' });
    await stock.execute(`DROP TABLE ${keyspace.name}.keys`);
    await stock.execute(text);
    expect(await describeIt(keyspace.name, { table: 'keys' })).toBe(text);
  });

  it("is the server's error where there is nothing of this name", async () => {
    await expect(describeIt(keyspace.name, { table: 'nosuch' })).rejects.toThrow(InvalidRequestError);
    await expect(describeIt('nosuch')).rejects.toThrow(InvalidRequestError);
  });
});

/** Functions and aggregates, with their types in the common form. */
function seenSignatures(found: object): object {
  const { argumentTypes, returnType, stateType, initConditionRaw, ...rest } = found as Record<string, unknown>;
  void initConditionRaw;
  return {
    ...rest,
    argumentTypes: (argumentTypes as DataType[]).map((type) => seenType(type as unknown as StockType)),
    returnType: seenType(returnType as StockType),
    stateType: stateType === undefined ? undefined : seenType(stateType as StockType),
  };
}
