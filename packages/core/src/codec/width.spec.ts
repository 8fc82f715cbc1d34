import { native, userType } from '../../test/types/random-types';
import type { ColumnSpec } from '../protocol/data-type';
import { Codecs } from './codecs';
import { InterpretedParametersEncoder } from './interpreted/parameters-encoder';
import { InterpretedRowDecoder } from './interpreted/row-decoder';
import type { Row } from './row';

const int = native('int');
const column = (name: string, type: ColumnSpec['type'] = int): ColumnSpec => ({
  keyspace: 'ks',
  table: 't',
  name,
  type,
});
const codecs = new Codecs({ compile: true });

describe('a result wider than any schema', () => {
  it('of 300,000 columns is read without code made for it', () => {
    const columns = Array.from({ length: 300_000 }, (_, index) => column(`c${index}`));
    const decoder = codecs.rowDecoder(columns);
    expect(decoder).toBeInstanceOf(InterpretedRowDecoder);
    expect(codecs.parametersEncoder(columns)).toBeInstanceOf(InterpretedParametersEncoder);
    const bytes = Buffer.alloc(300_000 * 8, Buffer.from('0000000400000007', 'hex'));
    const rows: Row[] = [];
    expect(decoder.decode(bytes, 0, bytes.length, 1, rows)).toBe(bytes.length);
    expect([rows[0]!['c0'], rows[0]!['c299999']]).toEqual([7, 7]);
  });

  it('with a user type of 65,535 fields is read without code made for it', () => {
    const fields = Object.fromEntries(Array.from({ length: 65_535 }, (_, index) => [`f${index}`, int]));
    const columns = [column('wide', userType('wide', fields))];
    expect(codecs.rowDecoder(columns)).toBeInstanceOf(InterpretedRowDecoder);
    const rows: Row[] = [];
    codecs.rowDecoder(columns).decode(Buffer.from('000000080000000400000007', 'hex'), 0, 12, 1, rows);
    expect((rows[0]!['wide'] as Record<string, unknown>)['f0']).toBe(7);
  });

  it('is what a schema can have: code is made for it', () => {
    const columns = Array.from({ length: 1000 }, (_, index) => column(`c${index}`));
    expect(codecs.rowDecoder(columns)).not.toBeInstanceOf(InterpretedRowDecoder);
  });
});
