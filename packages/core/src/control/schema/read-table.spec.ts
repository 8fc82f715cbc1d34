import type { ColumnRow, CollectionRow } from './schema-rows';
import { readTable } from './read-table';
import { indexKind } from './schema-index';

function column(name: string, kind: ColumnRow['kind'], type: string, more: Partial<ColumnRow> = {}): ColumnRow {
  return {
    table_name: 't',
    column_name: name,
    kind,
    type,
    position: kind === 'regular' || kind === 'static' ? -1 : 0,
    clustering_order: 'none',
    ...more,
  };
}

const row: CollectionRow = { keyspace_name: 'ks', flags: new Set(['compound']) };
const names = (columns: readonly { name: string }[]): string[] => columns.map(({ name }) => name);

describe('readTable', () => {
  it('puts key columns in the order of their positions', () => {
    const table = readTable(
      't',
      row,
      [
        column('a', 'clustering', 'int', { position: 1, clustering_order: 'desc' }),
        column('b', 'partition_key', 'int', { position: 1 }),
        column('c', 'partition_key', 'text', { position: 0 }),
        column('d', 'clustering', 'text', { position: 0, clustering_order: 'asc' }),
        column('s', 'static', 'int'),
        column('v', 'regular', 'int'),
      ],
      [],
      () => undefined,
    );
    expect(names(table.columns)).toEqual(['a', 'b', 'c', 'd', 's', 'v']);
    expect(names(table.partitionKeys)).toEqual(['c', 'b']);
    expect(names(table.clusteringKeys)).toEqual(['d', 'a']);
    expect(table.clusteringOrder).toEqual(['ASC', 'DESC']);
    expect(table.columnsByName['a']!.type.options.reversed).toBe(true);
    expect(names(table.columns.filter(({ isStatic }) => isStatic))).toEqual(['s']);
    expect(table.isCompact).toBe(false);
  });

  it('finds columns with the names of object members, and no others', () => {
    const columns = [column('__proto__', 'partition_key', 'int'), column('constructor', 'regular', 'int')];
    const table = readTable('t', row, columns, [], () => undefined);
    expect(table.columnsByName['__proto__']).toBe(table.partitionKeys[0]);
    expect(table.columnsByName['constructor']).toBe(table.columns[1]);
    expect(Object.hasOwn(table.columnsByName, 'toString')).toBe(false);
  });

  it('leaves out what a static table with compact storage has for Thrift only', () => {
    const table = readTable(
      't',
      { ...row, flags: new Set() },
      [
        column('column1', 'clustering', 'text', { clustering_order: 'asc' }),
        column('k', 'partition_key', 'int'),
        column('v1', 'static', 'int'),
        column('value', 'regular', 'blob'),
      ],
      [],
      () => undefined,
    );
    expect(names(table.columns)).toEqual(['k', 'v1']);
    expect(table.columns.map(({ isStatic }) => isStatic)).toEqual([false, false]);
    expect(table.partitionKeys).toEqual([table.columns[0]]);
    expect(table.clusteringKeys).toEqual([]);
    expect(table.isCompact).toBe(true);
  });

  it('leaves out the hidden value of a dense table', () => {
    const table = readTable(
      't',
      { ...row, flags: new Set(['dense', 'compound']) },
      [column('k', 'partition_key', 'int'), column('c', 'clustering', 'int'), column('value', 'regular', 'empty')],
      [],
      () => undefined,
    );
    expect(names(table.columns)).toEqual(['k', 'c']);
    expect(Object.keys(table.columnsByName)).toEqual(['k', 'c']);
    expect(table.isCompact).toBe(true);
  });

  it('gives a virtual table, which has no properties, the defaults', () => {
    const table = readTable(
      't',
      { keyspace_name: 'system_views' },
      [column('k', 'partition_key', 'int')],
      [],
      () => undefined,
    );
    expect(table).toMatchObject({
      virtual: true,
      isCompact: false,
      caching: null,
      compression: null,
      gcGraceSeconds: 0,
      speculativeRetry: 'NONE',
    });
  });

  it('reads indexes by their kind', () => {
    const indexRows = [
      {
        keyspace_name: 'ks',
        table_name: 't',
        index_name: 'i1',
        kind: 'COMPOSITES',
        options: new Map([['target', 'values(v)']]),
      },
      {
        keyspace_name: 'ks',
        table_name: 't',
        index_name: 'i2',
        kind: 'CUSTOM',
        options: new Map([
          ['target', 'w'],
          ['class_name', 'SAI'],
        ]),
      },
    ];
    const { indexes } = readTable('t', row, [column('k', 'partition_key', 'int')], indexRows, () => undefined);
    expect(indexes.map(({ name, target, kind }) => [name, target, kind])).toEqual([
      ['i1', 'values(v)', indexKind.composites],
      ['i2', 'w', indexKind.custom],
    ]);
    expect([indexes[0]!.isCompositesKind(), indexes[1]!.isCustomKind(), indexes[1]!.isKeysKind()]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
