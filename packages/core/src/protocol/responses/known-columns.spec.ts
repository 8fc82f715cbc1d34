import { ByteReader } from '../byte-reader';
import type { ColumnSpec } from '../data-type';
import { int, short, string, wire } from '../wire-bytes.spec-support';
import { decodeKnownColumns } from './known-columns';

const global = 0x01;
const table = wire(string('ks'), string('a_table_of_this_spec'));
const column = (name: string, code: number): Buffer => wire(string(name), short(code));

function decode(image: Buffer, count: number, flags = global): { columns: readonly ColumnSpec[]; position: number } {
  const buffer = wire(int(0), image, int(7));
  const reader = new ByteReader(buffer, 4, buffer.length);
  const columns = decodeKnownColumns(reader, flags, count);
  return { columns, position: reader.position - 4 };
}

const shown = ({ columns }: { columns: readonly ColumnSpec[] }): string[] =>
  columns.map(({ keyspace, table: of, name, type }) => `${keyspace}.${of}.${name} ${type.code}`);

describe('the columns of an answer of v4', () => {
  it('are the same array where the bytes are the same, and end where they end', () => {
    const image = wire(table, column('one', 0x09), column('two', 0x0d));
    const first = decode(image, 2);
    const second = decode(Buffer.from(image), 2);
    expect(second.columns).toBe(first.columns);
    expect([first.position, second.position]).toEqual([image.length, image.length]);
    expect(shown(first)).toEqual(['ks.a_table_of_this_spec.one 9', 'ks.a_table_of_this_spec.two 13']);
  });

  it('are others where a name, a type, their number or the place of their table differs', () => {
    const before = decode(wire(table, column('one', 0x09), column('two', 0x0d)), 2);
    expect(shown(decode(wire(table, column('one', 0x09), column('twa', 0x0d)), 2))[1]).toContain('twa');
    expect(shown(decode(wire(table, column('one', 0x09), column('two', 0x09)), 2))[1]).toBe(
      'ks.a_table_of_this_spec.two 9',
    );
    expect(shown(decode(wire(table, column('one', 0x09)), 1))).toHaveLength(1);
    expect(shown(decode(wire(table, column('one', 0x09)), 1, 0))).toEqual(['ks.a_table_of_this_spec.one 9']);
    expect(shown(before)).toHaveLength(2);
  });

  it('do not keep the buffer that they came in', () => {
    const image = wire(table, column('kept', 0x09));
    const { columns } = decode(image, 1);
    image.fill(0xff);
    expect(decode(wire(table, column('kept', 0x09)), 1).columns).toBe(columns);
  });

  it('are bounded, however many statements there are', () => {
    for (let index = 0; index < 3000; index++) decode(wire(table, column(`c${index}`, 0x09)), 1);
    const image = wire(table, column('c2999', 0x09));
    expect(decode(image, 1).columns).toBe(decode(image, 1).columns);
    expect(decode(wire(table, column('c0', 0x09)), 1).columns).toHaveLength(1);
  });
});
