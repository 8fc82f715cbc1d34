import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { typeCode } from '../data-type';
import { opcode } from '../opcode';
import { byte, bytes, hex, int, short, shortBytes, string, wire } from '../wire-bytes.spec-support';
import { decodeBody, decodeSegments, expectKind } from './decode.spec-support';
import type { RowsResponse } from './rows';

const plain = { frozen: false, reversed: false };
const native = (code: number): object => ({ code, info: null, options: plain });
const globalSpec = wire(string('ks'), string('t'));

function decodeRows(...body: Buffer[]): RowsResponse {
  return expectKind(decodeBody(opcode.result, wire(int(2), ...body)), 'rows');
}

function rowBytes(rows: RowsResponse): Buffer {
  return Buffer.from(rows.buffer.subarray(rows.rowsStart, rows.rowsEnd));
}

// <flags><columns_count>[<paging_state>][<new_metadata_id>][<global_table_spec>?<col_spec_1>...] <rows_count><rows_content>
describe('rows', () => {
  it('are decoded without metadata', () => {
    const rows = decodeRows(int(0x04), int(2), int(1), bytes(hex('01')), bytes(null));
    expect(rows).toMatchObject({
      columns: null,
      columnCount: 2,
      pagingState: null,
      newMetadataId: null,
      rowCount: 1,
      extras: undefined,
    });
    expect(rowBytes(rows)).toEqual(hex('00000001 01 ffffffff'));
  });

  it('are decoded without metadata, as Apache Cassandra 5.0.8 sends them', () => {
    // Origin: captured from the socket: EXECUTE of `SELECT d FROM wire.t WHERE b = ? AND a = ? AND c = ?`.
    const rows = decodeSegments(
      hex('1e0002 4b9a94 85 00 0007 08 00000015 00000002 00000005 00000001 00000001 00000001 79 4891928f'),
    );
    // That server sets Global_tables_spec together with No_metadata, and sends no table.
    expect(rows).toMatchObject({ kind: 'rows', columns: null, columnCount: 1, rowCount: 1 });
    expect(rowBytes(expectKind(rows, 'rows'))).toEqual(hex('00000001 79'));
  });

  it('are decoded with metadata and a paging state, as Apache Cassandra 5.0.8 sends them', () => {
    // Origin: captured from the socket: a page of one row of `SELECT * FROM wire.t`.
    const rows = expectKind(
      decodeSegments(
        hex(`660002 c46541  85 00 0007 08 0000005d  00000002 00000003 00000004
          00000012 0006000400000002f07ffffffef07ffffffe  000477697265 000174
          000161 0009  000162 000d  000163 0009  000164 000d
          00000001  00000004 00000001  00000001 78  00000004 00000002  00000001 79  674f242c`),
      ),
      'rows',
    );
    expect(rows).toMatchObject({
      columns: [
        { keyspace: 'wire', table: 't', name: 'a', type: native(typeCode.int) },
        { keyspace: 'wire', table: 't', name: 'b', type: native(typeCode.varchar) },
        { keyspace: 'wire', table: 't', name: 'c', type: native(typeCode.int) },
        { keyspace: 'wire', table: 't', name: 'd', type: native(typeCode.varchar) },
      ],
      columnCount: 4,
      pagingState: hex('0006000400000002f07ffffffef07ffffffe'),
      rowCount: 1,
    });
    expect(rowBytes(rows)).toEqual(hex('00000004 00000001  00000001 78  00000004 00000002  00000001 79'));
  });

  it('are decoded with changed metadata, as Apache Cassandra 5.0.8 sends it', () => {
    // Origin: captured from the socket: EXECUTE with a result metadata id that the server does not know.
    const rows = decodeSegments(
      hex(`3e0002 18aeb5  85 00 0007 08 00000035  00000002 00000009 00000001
        0010 d8ee4b219f0f0b05e3df8ab6eb207364  000477697265 000174 000164 000d  00000001 00000001 79  14303e84`),
    );
    expect(rows).toMatchObject({
      columns: [{ keyspace: 'wire', table: 't', name: 'd', type: native(typeCode.varchar) }],
      newMetadataId: hex('d8ee4b219f0f0b05e3df8ab6eb207364'),
      pagingState: null,
      rowCount: 1,
    });
  });

  it('are decoded where each column has its own table', () => {
    const columns = wire(
      string('k1'),
      string('t1'),
      string('a'),
      short(9),
      string('k2'),
      string('t2'),
      string('b'),
      short(2),
    );
    expect(decodeRows(int(0), int(2), columns, int(0)).columns).toEqual([
      { keyspace: 'k1', table: 't1', name: 'a', type: native(typeCode.int) },
      { keyspace: 'k2', table: 't2', name: 'b', type: native(typeCode.bigint) },
    ]);
  });

  it('may come as a paging state, an id and no metadata', () => {
    const rows = decodeRows(int(0x0e), int(3), bytes(hex('aa')), shortBytes(hex('bb')), int(0));
    expect(rows).toMatchObject({ columns: null, pagingState: hex('aa'), newMetadataId: hex('bb'), rowCount: 0 });
  });

  it('are a view, but paging state and metadata id outlive the receive buffer', () => {
    const rows = decodeRows(int(0x0e), int(1), bytes(hex('aa')), shortBytes(hex('bb')), int(1), bytes(hex('cc')));
    rows.buffer.fill(0xff);
    expect(rows).toMatchObject({ pagingState: hex('aa'), newMetadataId: hex('bb') });
    expect(rowBytes(rows)).toEqual(hex('ffffffff ff'));
  });

  it.each([
    ['a negative number of rows', wire(int(0x04), int(1), int(-1)), '-1 rows of 1 columns cannot be in the 0 bytes'],
    [
      'more rows than the rest can hold',
      wire(int(0x04), int(2), int(2), bytes(null), bytes(null), bytes(null), hex('ff ff ff')),
      '2 rows of 2 columns cannot be in the 15 bytes',
    ],
    ['a huge number of rows', wire(int(0x04), int(1), int(0x7fff_ffff)), '2147483647 rows of 1 columns cannot be'],
    ['rows without columns', wire(int(0x04), int(0), int(1)), '1 rows of 0 columns cannot be in the 0 bytes'],
    ['a negative number of columns', wire(int(0x04), int(-1), int(0)), '-1 cannot be the number of columns'],
    ['more columns than the rest can hold', wire(int(0x01), int(99), globalSpec), '99 cannot be the number of columns'],
    [
      'a paging state that is cut',
      wire(int(0x06), int(1), int(5), hex('aa')),
      'The message ends inside the paging state',
    ],
    ['an id that is cut', wire(int(0x0c), int(1), short(5)), 'The message ends inside the new metadata id'],
    ['a table that is cut', wire(int(0x01), int(1), string('ks'), short(9)), 'inside the table of the columns'],
    ['no number of rows', wire(int(0x04), int(1), hex('00 00')), 'inside the number of rows'],
  ])('are refused with %s', (_, body, message) => {
    expect(() => decodeRows(body)).toThrow(UnreadableAnswerError);
    expect(() => decodeRows(body)).toThrow(message);
  });
});

describe('the type of a column', () => {
  const typeOf = (...option: Buffer[]): unknown =>
    decodeRows(int(0x01), int(1), globalSpec, string('c'), ...option, int(0)).columns![0]!.type;

  it.each([...Object.entries(typeCode).filter(([name]) => !/custom|list|map|set|udt|tuple/.test(name))])(
    'may be %s, code %d',
    (_, code) => {
      expect(typeOf(short(code))).toEqual(native(code));
    },
  );

  it('may be a collection', () => {
    expect(typeOf(short(0x20), short(9))).toEqual({ code: 0x20, info: native(9), options: plain });
    expect(typeOf(short(0x22), short(9))).toEqual({ code: 0x22, info: native(9), options: plain });
    expect(typeOf(short(0x21), short(0x0d), short(9))).toEqual({
      code: 0x21,
      info: [native(0x0d), native(9)],
      options: plain,
    });
  });

  it('may be a tuple, an empty one too', () => {
    expect(typeOf(short(0x31), short(2), short(9), short(0x15))).toEqual({
      code: 0x31,
      info: [native(9), native(0x15)],
      options: plain,
    });
    expect(typeOf(short(0x31), short(0))).toEqual({ code: 0x31, info: [], options: plain });
  });

  it('may be a user type', () => {
    const option = wire(
      short(0x30),
      string('ks'),
      string('address'),
      short(2),
      string('street'),
      short(0x0d),
      string('zip'),
      short(9),
    );
    expect(typeOf(option)).toEqual({
      code: 0x30,
      info: {
        keyspace: 'ks',
        name: 'address',
        fields: [
          { name: 'street', type: native(0x0d) },
          { name: 'zip', type: native(9) },
        ],
      },
      options: plain,
    });
  });

  it('may be a class name', () => {
    expect(typeOf(short(0), string('com.example.MyType'))).toEqual({
      code: 0,
      info: 'com.example.MyType',
      options: plain,
    });
    expect(typeOf(short(0), string('VectorType(FloatType,3)'))).toEqual({
      code: 0,
      customTypeName: 'vector',
      info: [native(8), 3],
      options: plain,
    });
  });

  it('is decoded as Apache Cassandra 5.0.8 sends it', () => {
    // Origin: captured from the socket, the types of a table's columns without the vectors.
    const image = hex(`000477697265 00057479706573
      00016b 0009  000166 00200010  00016c 0020000d  00016d 0021000d0022000c  00027475 0031000200090015
      000175 0030 000477697265 000761646472657373 0002 0006737472656574 000d 00037a6970 0009`);
    const columns = decodeRows(int(0x01), int(6), image, int(0)).columns!;
    expect(columns.map(({ name }) => name)).toEqual(['k', 'f', 'l', 'm', 'tu', 'u']);
    expect(columns.map(({ type }) => type.code)).toEqual([0x09, 0x20, 0x20, 0x21, 0x31, 0x30]);
    expect(columns[3]!.type).toMatchObject({ info: [native(0x0d), { code: 0x22, info: native(0x0c) }] });
  });

  it('is refused when it is unknown', () => {
    expect(() => typeOf(short(0x99))).toThrow('0x0099 is not the code of a type');
  });

  it('is refused when it is nested too deep, long before the call stack ends', () => {
    expect(() => typeOf(...Array.from({ length: 65 }, () => short(0x20)), short(9))).toThrow(
      'A type is nested more than 64 deep',
    );
    expect(() => typeOf(...Array.from({ length: 20_000 }, () => short(0x20)), short(9))).toThrow(UnreadableAnswerError);
    expect(typeOf(...Array.from({ length: 64 }, () => short(0x20)), short(9))).toMatchObject({ code: 0x20 });
  });

  it.each([
    ['maps, in their keys', [short(0x21)]],
    ['sets', [short(0x22)]],
    ['tuples', [short(0x31), short(1)]],
    ['user types', [short(0x30), string('k'), string('t'), short(1), string('f')]],
  ])('is refused when it is nested too deep in %s', (_, outer) => {
    const nested = Array.from({ length: 70 }, () => outer).flat();
    expect(() => typeOf(...nested, short(9))).toThrow('A type is nested more than 64 deep');
  });

  it('is refused when it is nested too deep in the values of maps', () => {
    const nested = Array.from({ length: 70 }, () => [short(0x21), short(9)]).flat();
    expect(() => typeOf(...nested, short(9))).toThrow('A type is nested more than 64 deep');
  });

  it('is refused when it is cut', () => {
    expect(() => decodeRows(int(0x01), int(1), globalSpec, string('c'), byte(0))).toThrow(
      'inside the type of a column',
    );
  });
});
