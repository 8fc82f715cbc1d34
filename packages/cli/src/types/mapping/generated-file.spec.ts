import { codec, type EncodingOptions } from '@async-cassandra/core';
import type { CqlType } from '../schema/cql-type';
import type { SchemaFacts, Spec, TableFacts } from '../schema/schema-facts';
import { generatedFile } from './generated-file';
import { columnKey, noOwnTypes, type OwnTypes } from './own-types';
import { statementParts, withoutMarkerNames } from './statement-parts';

const users: TableFacts = {
  partitionKey: ['id'],
  clusteringKey: ['day'],
  staticColumns: ['town'],
  columns: new Map<string, CqlType>([
    ['id', 'uuid'],
    ['day', 'int'],
    ['town', 'text'],
    ['name', 'text'],
    ['tags', ['set', 'text']],
  ]),
};

const spec = (name: string, type: CqlType, table = 'users'): Spec => ({ name, type, keyspace: 'shop', table });

interface Given {
  readonly parameters?: readonly Spec[];
  readonly columns?: readonly Spec[];
  readonly own?: OwnTypes;
  readonly encoding?: EncodingOptions;
  readonly table?: TableFacts;
}

/** The generated parameters and row of one statement. */
function generated(
  text: string,
  { parameters = [], columns = [], own = noOwnTypes, encoding = {}, table = users }: Given,
) {
  const facts: SchemaFacts = {
    keyspace: 'shop',
    statements: new Map([[text, { parameters, columns }]]),
    tables: new Map([['shop.users', table]]),
    userTypes: new Map([['shop.address', { street: 'text', at: ['list', 'bigint'] }]]),
  };
  const file = generatedFile({ facts, texts: [text], tables: [], encoding, own, isStrict: false });
  const [, written = '', row = ''] = /parameters: (.*);\n {6}row: (.*);\n/.exec(file) ?? [];
  return { parameters: written, row, file };
}

describe('parameters', () => {
  it('are given by position or by name, wider than they are read', () => {
    const { parameters } = generated('SELECT name FROM users WHERE id = ? AND day IN ?', {
      parameters: [spec('id', 'uuid'), spec('in(day)', ['list', 'int'])],
    });
    const int = 'number | bigint | Long | `${bigint}`';
    expect(parameters).toBe(
      `readonly [id: Uuid | string, in_day: readonly (${int})[] | ReadonlySet<${int}>] | ` +
        `{ readonly id: Uuid | string; readonly 'in(day)': readonly (${int})[] | ReadonlySet<${int}> }`,
    );
  });

  it('have the names of the text, and may be null or unset outside the key', () => {
    const text = 'INSERT INTO users (id, day, name) VALUES (:id, :day, :firstName) USING TTL :seconds';
    const { parameters } = generated(text, {
      parameters: [spec('id', 'text'), spec('day', 'text'), spec('name', 'text'), spec('[ttl]', 'text')],
    });
    expect(parameters).toBe(
      'readonly [id: string, day: string, firstName: string | null | undefined, seconds: string | null | undefined] | ' +
        '{ readonly id: string; readonly day: string; readonly firstName: string | null | undefined; readonly seconds: string | null | undefined }',
    );
    expect(withoutMarkerNames(text, statementParts(text)!)).toBe(
      'INSERT INTO users (id, day, name) VALUES (?  , ?   , ?         ) USING TTL ?       ',
    );
  });

  it('go by position only where names repeat, unless the text names them so', () => {
    const parameters = [spec('day', 'text'), spec('day', 'text')];
    expect(generated('SELECT name FROM users WHERE day > ? AND day < ?', { parameters }).parameters).toBe(
      'readonly [day: string, day: string]',
    );
    expect(generated('SELECT name FROM users WHERE day > :d AND day < :d', { parameters }).parameters).toBe(
      'readonly [d: string, d: string] | { readonly d: string }',
    );
    expect(generated('SELECT name FROM users', {}).parameters).toBe('readonly []');
  });

  it.each([
    ['UPDATE users SET name = ? WHERE id = 1', 'name', ' | null | undefined'],
    ['UPDATE users SET tags[?] = 1 WHERE id = 1', 'key(tags)', ''],
    ['UPDATE users SET tags[1] = ? WHERE id = 1', 'value(tags)', ' | null | undefined'],
    ['UPDATE users SET tags = tags + ? WHERE id = 1', 'tags', ' | null | undefined'],
    ['UPDATE users USING TIMESTAMP ? SET name = 1', '[timestamp]', ' | undefined'],
    ['SELECT name FROM users LIMIT ?', '[limit]', ' | undefined'],
    ['SELECT name FROM users WHERE name = ? ALLOW FILTERING', 'name', ''],
    ['SELECT name FROM users WHERE token(id) > ?', 'partition key token', ''],
    ['SELECT name FROM users WHERE id = 1 AND (day, x) > (?, 2)', 'day', ''],
    ["UPDATE users SET name = 'x' WHERE id = 1 IF name = ?", 'name', ' | null'],
    ["UPDATE users SET name = 'x' WHERE id = 1 IF name >= ?", 'name', ''],
    ["UPDATE users SET name = 'x' WHERE id = 1 IF name IN ?", 'in(name)', ''],
    ['INSERT INTO users JSON ?', '[json]', ''],
    ['SELECT f(?) FROM users', '[selection]', ' | null'],
    ['DELETE tags[?] FROM users WHERE id = 1', 'key(tags)', ''],
    ['BEGIN BATCH INSERT INTO users (id, name) VALUES (1, ?) APPLY BATCH', 'name', ' | null | undefined'],
    ['BEGIN TRANSACTION LET a = (SELECT * FROM users WHERE name = ?); COMMIT TRANSACTION', 'name', ''],
    ['BEGIN TRANSACTION LET a = (SELECT * FROM users); IF a.name = ? THEN COMMIT TRANSACTION', 'name', ''],
    ['INSERT INTO users (id, tags) VALUES (1, {a: ?})', 'value(tags)', ' | null | undefined'],
  ])('of %s', (text, name, absence) => {
    const { parameters } = generated(text, { parameters: [spec(name, 'text')] });
    expect(parameters).toMatch(new RegExp(`^readonly \\[\\w+: string${absence.replaceAll('|', '\\|')}\\] \\| `));
  });
});

describe('rows', () => {
  const columns = [spec('id', 'uuid'), spec('day', 'int'), spec('name', 'text')];

  it('are null except in keys; clustering columns are null in rows of statics', () => {
    expect(generated('SELECT id, day, name FROM users WHERE id = 1', { columns }).row).toBe(
      '{ readonly id: Uuid; readonly day: number | null; readonly name: string | null }',
    );
    expect(generated('SELECT id, day, name FROM users WHERE id = 1 AND day = 2', { columns }).row).toContain(
      'day: number;',
    );
    const table = { ...users, staticColumns: [] };
    expect(generated('SELECT * FROM users', { columns, table }).row).toContain('day: number;');
  });

  it('follow the column behind an alias', () => {
    const aliased = [spec('name', 'uuid'), spec('id', 'text')];
    expect(generated('SELECT id AS name, name AS id FROM users', { columns: aliased }).row).toBe(
      '{ readonly name: Uuid; readonly id: string | null }',
    );
  });

  it('of aggregates have keys that may be null, except by group', () => {
    const counted = [spec('id', 'uuid'), spec('count', 'bigint')];
    expect(generated('SELECT id, count(*) FROM users', { columns: counted }).row).toBe(
      '{ readonly id: Uuid | null; readonly count: Long }',
    );
    expect(generated('SELECT id, count(*) AS n FROM users GROUP BY id', { columns: counted }).row).toContain(
      'id: Uuid;',
    );
    const functions = [spec('id', 'uuid'), spec('ttl(name)', 'int'), spec('system.token(id)', 'bigint')];
    expect(generated('SELECT id, ttl(name), token(id) FROM users', { columns: functions }).row).toBe(
      "{ readonly id: Uuid; readonly 'ttl(name)': number | null; readonly 'system.token(id)': Long }",
    );
  });

  it('of conditional writes are a union', () => {
    expect(generated("UPDATE users SET name = 'x' WHERE id = 1 AND day = 1 IF name = 'y' AND town = 'z'", {}).row).toBe(
      "{ readonly '[applied]': true } | { readonly '[applied]': false; readonly town?: string | null; readonly name?: string | null }",
    );
    expect(generated("UPDATE users SET name = 'x' WHERE id = 1 AND day = 1 IF EXISTS", {}).row).toBe(
      "{ readonly '[applied]': boolean }",
    );
    expect(generated('INSERT INTO users (id, day) VALUES (1, 1) IF NOT EXISTS', {}).row).toContain(
      'readonly id: Uuid;',
    );
    expect(generated('INSERT INTO users (id, day) VALUES (1, 1)', {}).row).toBe('never');
  });

  it('of SELECT JSON have one text', () => {
    const json = [spec('[json]', 'text')];
    expect(generated('SELECT JSON * FROM users', { columns: json }).row).toBe("{ readonly '[json]': string }");
    const column = [spec('json', 'text')];
    expect(generated('SELECT json FROM users', { columns: column }).row).toBe('{ readonly json: string | null }');
  });
});

describe('values', () => {
  const read = (type: CqlType, given: Given = {}) =>
    /^{ readonly name: (.*) \| null }$/.exec(
      generated('SELECT name FROM users', { ...given, columns: [spec('name', type)] }).row,
    )?.[1];

  it('of collections, tuples, vectors and user types', () => {
    expect(read(['list', ['list', 'int']])).toBe('number[][]');
    expect(read(['map', 'int', ['set', 'uuid']])).toBe('Record<string, Uuid[]>');
    expect(read(['tuple', 'int', 'text'])).toBe('Tuple');
    expect(read(['vector', 'float', 3])).toBe('Vector');
    const address: CqlType = ['type', 'shop', 'address'];
    expect(read(['list', address])).toBe('ShopAddress[]');
    expect(generated('SELECT name FROM users', { columns: [spec('name', address)] }).file).toContain(
      'export interface ShopAddress { readonly street: string | null; readonly at: Long[] | null }\n',
    );
  });

  it('follow the encoding', () => {
    const encoding = { map: Map, set: Set, useBigIntAsLong: true, useBigIntAsVarint: true };
    expect(read(['map', 'bigint', ['set', 'varint']], { encoding })).toBe('Map<bigint, Set<bigint>>');
  });

  it('have the types of codecs, of types and of columns', () => {
    const money = { read: 'Money', write: 'Money' };
    const own = {
      ...noOwnTypes,
      ofTypes: new Map([
        ['decimal', money],
        ['list<int>', { read: 'Day[]', write: 'Day[]' }],
      ]),
    };
    expect(read(['list', 'decimal'], { own })).toBe('Money[]');
    expect(read(['list', 'int'], { own })).toBe('Day[]');
    expect(read(['map', 'decimal', 'decimal'], { own })).toBe('Map<Money, Money>');
    const ofColumn = { ...noOwnTypes, ofColumns: new Map([[columnKey('shop', 'users', 'name'), money]]) };
    expect(read('int', { own: ofColumn })).toBe('Money');
    expect(
      generated('SELECT id FROM users WHERE name IN ?', {
        own: ofColumn,
        parameters: [spec('in(name)', ['list', 'int'])],
      }).parameters,
    ).toContain('in_name: readonly Money[] | ReadonlySet<Money>');
    expect(codec({ type: 'list<frozen<decimal>>', decode: () => 1, encode: () => 1 }).type).toBe('list<decimal>');
  });
});

it('is the same whatever the order of the texts; what is not prepared is only there where it must be known', () => {
  const facts: SchemaFacts = {
    keyspace: 'shop',
    statements: new Map(
      ["SELECT 'a'", 'SELECT b', 'CREATE TABLE x'].map((text) => [text, { parameters: [], columns: [] }]),
    ),
    tables: new Map([['shop.users', users]]),
    userTypes: new Map(),
  };
  const write = (texts: string[], { isStrict = true } = {}) =>
    generatedFile({ facts, texts, tables: ['users', 'shop.users'], encoding: {}, own: noOwnTypes, isStrict });
  const file = write(["SELECT 'a'", 'SELECT b', 'CREATE TABLE x']);
  expect(file).toBe(write(['CREATE TABLE x', 'SELECT b', "SELECT 'a'", 'SELECT b']));
  expect(write(['SELECT b', 'CREATE TABLE x'], { isStrict: false })).not.toContain('CREATE');
  expect(file)
    .toBe(`// Generated by \`async-cassandra types\` from the statements of the project and the schema. Do not edit.
/* eslint-disable */
import type { Row, Uuid } from '@async-cassandra/core';

declare module '@async-cassandra/core' {
  interface KnownStatements {
    'CREATE TABLE x': {
      parameters: readonly [];
      row: Row;
    };
    'SELECT \\'a\\'': {
      parameters: readonly [];
      row: never;
    };
    'SELECT b': {
      parameters: readonly [];
      row: never;
    };
  }
  interface KnownTables {
    'shop.users': { row: { readonly id: Uuid; readonly day: number | null; readonly town: string | null; readonly name: string | null; readonly tags: string[] | null } };
    'users': { row: { readonly id: Uuid; readonly day: number | null; readonly town: string | null; readonly name: string | null; readonly tags: string[] | null } };
  }
  interface TypedCqlSettings {
    strict: true;
  }
}
`);
});
