import type { SchemaChange } from '../../protocol/responses/schema-change';
import type { SystemQuery } from '../system-query';
import { KeyspaceSchema } from './keyspace-schema';
import { SchemaReader } from './schema-reader';
import type { SystemRow } from './schema-rows';
import { UnknownTypeError } from '../../protocol/cql-type';

const keyspace = { name: 'ks', durableWrites: true, strategy: undefined, strategyOptions: {}, virtual: false };

/** A schema whose rows the test sets, by table of system_schema. */
function schemaOf(rows: Record<string, SystemRow[]>): { schema: KeyspaceSchema; asked: string[] } {
  const asked: string[] = [];
  const query: SystemQuery = async (text, parameters) => {
    const source = /system_schema\.(\w+)/.exec(text)![1]!;
    asked.push([source, ...(parameters ?? [])].join(' '));
    await Promise.resolve();
    return rows[source] ?? [];
  };
  return { schema: new KeyspaceSchema(new SchemaReader(query), keyspace), asked };
}

const column = (name: string, type: string): SystemRow => ({
  column_name: name,
  kind: 'partition_key',
  position: 0,
  clustering_order: 'none',
  type,
});

const tableRow: SystemRow = { keyspace_name: 'ks', flags: new Set(['compound']) };

const pair = (...fields: string[]): SystemRow => ({
  type_name: 'pair',
  field_names: fields,
  field_types: fields.map(() => 'int'),
});

function change(target: SchemaChange['target'], name?: string): SchemaChange {
  return { type: 'SCHEMA_CHANGE', change: 'UPDATED', target, keyspace: 'ks', name };
}

describe('KeyspaceSchema', () => {
  it('reads a table once, for all who ask, and does not ask for user types that it has not', async () => {
    const { schema, asked } = schemaOf({ tables: [tableRow], columns: [column('id', 'int')] });
    const [first, second] = await Promise.all([schema.table('t'), schema.table('t')]);
    expect(first).toBe(second);
    expect(await schema.table('t')).toBe(first);
    expect(asked).toEqual(['tables ks t', 'columns ks t', 'indexes ks t']);
  });

  it('reads a table again after it changed, and no other', async () => {
    const { schema, asked } = schemaOf({ tables: [tableRow], columns: [column('id', 'int')] });
    await Promise.all([schema.table('t'), schema.table('u')]);
    asked.length = 0;
    schema.forget(change('TABLE', 't'));
    await Promise.all([schema.table('t'), schema.table('u')]);
    expect(asked).toEqual(['tables ks t', 'columns ks t', 'indexes ks t']);
  });

  it('does not keep what was being read while it changed', async () => {
    const columns = [column('id', 'int')];
    const { schema } = schemaOf({ tables: [tableRow], columns });
    const before = schema.table('t');
    schema.forget(change('TABLE', 't'));
    columns.push(column('v', 'text'));
    await before;
    expect((await schema.table('t'))!.columns).toHaveLength(2);
  });

  it('asks again for what did not exist', async () => {
    const tables: SystemRow[] = [];
    const { schema } = schemaOf({ tables, columns: [column('id', 'int')] });
    expect(await schema.table('t')).toBeNull();
    tables.push(tableRow);
    expect(await schema.table('t')).not.toBeNull();
  });

  it('asks again after an answer that failed', async () => {
    let fails = true;
    const query: SystemQuery = () => (fails ? Promise.reject(new Error('lost')) : Promise.resolve([tableRow]));
    const schema = new KeyspaceSchema(new SchemaReader(query), keyspace);
    await expect(schema.table('t')).rejects.toThrow('lost');
    await expect(schema.userType('pair')).rejects.toThrow('lost');
    fails = false;
    expect(await schema.userType('pair')).toBeNull();
  });

  it('reads user types for the first table that has one, and keeps them for the next', async () => {
    const { schema, asked } = schemaOf({
      tables: [tableRow],
      columns: [column('id', 'frozen<pair>')],
      types: [pair('a', 'b')],
    });
    const table = await schema.table('t');
    expect(table!.columns[0]!.type).toMatchObject({ info: { name: 'pair', fields: [{ name: 'a' }, { name: 'b' }] } });
    await schema.table('u');
    await schema.userType('pair');
    expect(asked.filter((each) => each.startsWith('types'))).toEqual(['types ks']);
  });

  it('reads user types again for a table with a type that is newer than those at hand', async () => {
    const types = [pair('a')];
    const columns = [column('id', 'frozen<pair>')];
    const { schema, asked } = schemaOf({ tables: [tableRow], columns, types });
    await schema.table('t');
    types.push({ ...pair('x'), type_name: 'newer' });
    columns[0] = column('id', 'frozen<newer>');
    const [table] = await Promise.all([schema.table('u'), schema.table('v'), schema.table('w')]);
    expect(table!.columns[0]!.type).toMatchObject({ info: { name: 'newer' } });
    expect(asked.filter((each) => each.startsWith('types'))).toHaveLength(2);
  });

  it('fails for a type that nobody knows', async () => {
    const { schema } = schemaOf({ tables: [tableRow], columns: [column('id', 'frozen<missing>')] });
    await expect(schema.table('t')).rejects.toThrow(UnknownTypeError);
  });

  it('finds a user type that was made after the others were read', async () => {
    const types = [pair('a')];
    const { schema } = schemaOf({ types });
    expect((await schema.userType('pair'))!.fields).toHaveLength(1);
    expect(await schema.userType('newer')).toBeNull();
    types.push({ ...pair('x'), type_name: 'newer' });
    expect(await schema.userType('newer')).not.toBeNull();
  });

  it('reads everything again after a user type changed: what was read refers to it', async () => {
    const types = [pair('a')];
    const { schema } = schemaOf({ tables: [tableRow], columns: [column('id', 'frozen<pair>')], types });
    await schema.table('t');
    types[0] = pair('a', 'b');
    schema.forget(change('TYPE', 'pair'));
    expect((await schema.table('t'))!.columns[0]!.type).toMatchObject({ info: { fields: [{}, { name: 'b' }] } });
  });

  it('reads a view again after any table changed: it may be its base', async () => {
    const { schema, asked } = schemaOf({ views: [{ ...tableRow, base_table_name: 't' }], columns: [] });
    await schema.view('v');
    await schema.view('v');
    schema.forget(change('TABLE', 't'));
    await schema.view('v');
    expect(asked.filter((each) => each.startsWith('views'))).toEqual(['views ks v', 'views ks v']);
  });

  it('reads functions and aggregates again after they changed', async () => {
    const { schema, asked } = schemaOf({
      functions: [{ keyspace_name: 'ks', function_name: 'f', argument_types: ['int'], return_type: 'int' }],
      aggregates: [{ keyspace_name: 'ks', aggregate_name: 'f', state_type: 'int', return_type: 'int' }],
    });
    for (const target of ['FUNCTION', 'AGGREGATE', undefined] as const) {
      expect(await schema.functions('f')).toHaveLength(1);
      expect(await schema.aggregates('f')).toHaveLength(1);
      if (target !== undefined) schema.forget(change(target, 'f'));
    }
    expect(asked).toEqual(['functions ks f', 'aggregates ks f', 'functions ks f', 'aggregates ks f']);
  });
});
