import { inspect } from 'node:util';
import { native } from '../../test/types/random-types';
import { ByteWriter } from '../protocol/byte-writer';
import { types } from '../driver/values';
import { Codecs } from './codecs';
import { Row } from './row';

describe.each([{ compile: true }, { compile: false }])('Row, compiled: $compile', ({ compile }) => {
  /** A row of ints: 1, 2, 3, ... */
  function rowOf(...names: string[]): Row {
    const codecs = new Codecs({ compile });
    const columns = names.map((name) => ({ keyspace: 'ks', table: 't', name, type: native('int') }));
    const writer = new ByteWriter();
    const values = names.map((_, index) => index + 1);
    codecs.parametersEncoder(columns).encode(writer, values);
    const rows: Row[] = [];
    const end = codecs.rowDecoder(columns).decode(writer.buffer, 0, writer.position, 1, rows);
    expect(end).toBe(writer.position);
    return rows[0]!;
  }

  it('has the columns as its own properties, in order', () => {
    const row = rowOf('b', 'a');
    expect(Object.entries(row)).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect({ ...row }).toEqual({ b: 1, a: 2 });
    expect(JSON.stringify(row)).toBe('{"b":1,"a":2}');
    expect(row).toBeInstanceOf(Row);
    expect(inspect(row)).toBe('Row { b: 1, a: 2 }');
  });

  it('gives values by name and by index, its names, and iterates over its values', () => {
    const row = rowOf('b', 'a');
    expect([row.get('a'), row.get(0), row.get('c'), row.get(2), row.get('toString')]).toEqual([
      2,
      1,
      undefined,
      undefined,
      undefined,
    ]);
    expect(row.keys()).toEqual(['b', 'a']);
    expect(row.values()).toEqual([1, 2]);
    expect([...row]).toEqual([1, 2]);
  });

  it('is a row of cassandra-driver: its class, its forEach, and nothing else to enumerate', () => {
    const row = rowOf('b', 'a');
    expect(row).toBeInstanceOf((types as unknown as { readonly Row: typeof Object }).Row);
    const seen: unknown[] = [];
    row.forEach((value, column) => seen.push([column, value]));
    expect(seen).toEqual(Object.entries(row));
    for (const column in row) expect(['b', 'a']).toContain(column);
    expect(inspect(row)).toBe('Row { b: 1, a: 2 }');
  });

  it.each([
    'get',
    'keys',
    'values',
    'forEach',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__proto__',
    'then',
    'length',
  ])('reads a column named %s', (name) => {
    const row = rowOf('a', name);
    expect(Object.entries(row)).toEqual([
      ['a', 1],
      [name, 2],
    ]);
    expect(Row.prototype.get.call(row, name)).toBe(2);
    expect(Row.prototype.get.call(row, 1)).toBe(2);
    expect([...row]).toEqual([1, 2]);
    expect(row).toBeInstanceOf(Row);
  });

  it.each([
    `"]=1;globalThis.injected=1;this["`,
    `\\"];globalThis.injected=1;//`,
    '\u2028globalThis.injected=1;\u2029',
    '`${globalThis.injected=1}`',
    '',
    'ünïcödé \ud800',
    '*/ globalThis.injected=1 /*',
    'v0',
    'rows',
  ])('reads a column named %j and runs nothing', (name) => {
    const row = rowOf(name, 'b');
    expect(Object.keys(row)).toEqual([name, 'b']);
    expect(row.get(name)).toBe(1);
    expect('injected' in globalThis).toBe(false);
  });

  it('keeps the order of integer-like names where it gives them itself', () => {
    const row = rowOf('b', '1', '0');
    expect(row.keys()).toEqual(['b', '1', '0']);
    expect([...row]).toEqual([1, 2, 3]);
    expect(row.get(0)).toBe(1);
    expect(row['1']).toBe(2);
  });

  it('keeps every value of columns that share a name', () => {
    const row = rowOf('a', 'b', 'a');
    expect(row['a']).toBe(3);
    expect(Object.keys(row)).toEqual(['a', 'b']);
    expect(row.keys()).toEqual(['a', 'b', 'a']);
    expect(row.values()).toEqual([1, 2, 3]);
    expect(row.get(0)).toBe(1);
    expect(JSON.stringify(row)).toBe('{"a":3,"b":2}');
  });
});
