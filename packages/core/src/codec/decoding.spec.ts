// Nulls, empty values and damage, as they stand in a row.
import { types } from 'cassandra-driver';
import { comparable } from '../../test/types/comparable';
import { list, map, native, nativeNames, set, tuple, userType, vector } from '../../test/types/random-types';
import type { DataType } from '../protocol/data-type';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { Codecs } from './codecs';
import type { UserTypeMapping } from './encoding-options';
import type { Row } from './row';

const int = native('int');
const text = native('text');
const nullLength = 'ffffffff';
const empty = '00000000';

describe.each([{ compile: true }, { compile: false }])('decoding, compiled: $compile', ({ compile }) => {
  function decode(type: DataType, hex: string, userTypes?: UserTypeMapping): unknown {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    const decoder = new Codecs({ compile, userTypes }).rowDecoder([{ keyspace: 'ks', table: 't', name: 'c', type }]);
    const rows: Row[] = [];
    decoder.decode(Buffer.concat([bytes, Buffer.alloc(32, 1)]), 0, bytes.length, 1, rows);
    return rows[0]!['c'];
  }

  it.each(nativeNames)('reads null of %s as null', (name) => {
    expect(decode(native(name), nullLength)).toBeNull();
  });

  it.each(nativeNames.filter((name) => !['ascii', 'blob', 'text', 'varchar'].includes(name)))(
    'reads an empty value of %s as null',
    (name) => {
      expect(decode(native(name), empty)).toBeNull();
    },
  );

  it('reads empty strings and blobs as such', () => {
    expect([decode(text, empty), decode(native('ascii'), empty)]).toEqual(['', '']);
    expect(decode(native('blob'), empty)).toStrictEqual(Buffer.alloc(0));
  });

  it.each([list(int), set(int), map(int, int), tuple(int), userType('t', { a: int }), vector(int, 1)])(
    'reads no bytes at all as null, for what holds values too (%#)',
    (type) => {
      expect(decode(type, empty)).toBeNull();
    },
  );

  it('reads null elements and fields as null', () => {
    expect(decode(list(int), `0000000c 00000002 ${nullLength} ${empty}`)).toEqual([null, null]);
    expect(decode(list(text), `0000000c 00000002 ${nullLength} ${empty}`)).toEqual([null, '']);
    expect(decode(map(text, int), `0000000d 00000001 00000001 61 ${nullLength}`)).toEqual({ a: null });
    expect(decode(tuple(int, int), `00000008 ${nullLength} ${empty}`)).toEqual(new types.Tuple(null, null));
  });

  it('reads a tuple that is shorter than its type as it is', () => {
    const short = decode(tuple(int, text, text), `00000008 00000004 00000001`);
    expect(short).toEqual(new types.Tuple(1));
    expect(decode(tuple(int, text), `0000000c 00000004 00000001 ${nullLength}`)).toEqual(new types.Tuple(1, null));
  });

  it('reads fields that a user type got later as null, and ignores those that it does not know yet', () => {
    const one = '00000004 00000001';
    expect(decode(userType('t', { a: int, b: int }), `00000008 ${one}`)).toStrictEqual({ a: 1, b: null });
    expect(decode(userType('t', { a: int }), `00000010 ${one} ${one}`)).toStrictEqual({ a: 1 });
  });

  it('takes keys and fields named __proto__ for what they are', () => {
    const key = Buffer.from('__proto__').toString('hex');
    const object = decode(map(text, int), `00000019 00000001 00000009 ${key} 00000004 00000001`);
    expect(Object.entries(object as object)).toEqual([['__proto__', 1]]);
    const fields = decode(userType('t', { ['__proto__']: int }), '00000008 00000004 00000001');
    expect(Object.entries(fields as object)).toEqual([['__proto__', 1]]);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  });

  describe('of a registered user type', () => {
    class Taking {
      readonly sum: number;
      constructor(fields: { a: number; b: number }) {
        this.sum = fields.a + fields.b;
      }
    }
    class Assigned {
      a = 0;
      c = 'kept';
    }
    class Failing {
      constructor(_fields: object) {
        throw new Error('of the class');
      }
    }
    const type = userType('pair', { a: int, b: int });
    const bytes = '00000010 00000004 00000001 00000004 00000002';
    const mapped = (pair: new (...args: never[]) => object): UserTypeMapping => ({
      find: (keyspace, name) => (keyspace === 'ks' && name === 'pair' ? pair : undefined),
    });

    it('gives the fields to a constructor that takes one object', () => {
      const value = decode(type, bytes, mapped(Taking));
      expect(value).toBeInstanceOf(Taking);
      expect(value).toEqual({ sum: 3 });
    });

    it('assigns the fields to an instance otherwise', () => {
      const value = decode(list(type), `00000018 00000001 ${bytes}`, mapped(Assigned)) as unknown[];
      expect(value[0]).toBeInstanceOf(Assigned);
      expect(value).toEqual([{ a: 1, b: 2, c: 'kept' }]);
    });

    it('leaves other types plain', () => {
      expect(decode(userType('other', { a: int }), '00000008 00000004 00000001', mapped(Taking))).toStrictEqual({
        a: 1,
      });
    });

    it('names the column and the type where the class throws, and keeps what it threw', () => {
      const act = () => decode(type, bytes, mapped(Failing));
      expect(act).toThrow(UnreadableAnswerError);
      expect(act).toThrow('Column "c" (pair) cannot be read: the class of its value refused it (Error)');
      expect(act).toThrow(expect.objectContaining({ cause: new Error('of the class') }));
    });
  });

  const damaged: [what: string, type: DataType, hex: string][] = [
    ['a value that is cut off', int, '00000004 0000'],
    ['a length that is cut off', int, '0000'],
    ['a value of another size', int, '00000003 000000'],
    ['a text that passes the end', text, '7fffffff 61'],
    ['a blob that passes the end', native('blob'), '7fffffff 61'],
    ['an inet of 5 bytes', native('inet'), '00000005 0000000000'],
    ['a decimal without its scale', native('decimal'), '00000003 000000'],
    ['a timestamp that no Date reaches', native('timestamp'), '00000008 7fffffffffffffff'],
    ['a timestamp that no Date reaches', native('timestamp'), '00000008 8000000000000000'],
    ['a time of more than a day', native('time'), '00000008 7fffffffffffffff'],
    ['a duration that is cut off', native('duration'), '00000002 0000'],
    ['a vint that is cut off', native('duration'), '00000003 0000ff'],
    ['a list of more than it can hold', list(int), '00000008 7fffffff 00000004'],
    ['a list of less than nothing', list(int), '00000004 ffffffff'],
    ['a list without a count', list(int), '00000002 0000'],
    ['an element that passes the end', list(int), '00000008 00000001 00000004'],
    ['an element with an absurd length', list(text), '00000008 00000001 7fffffff'],
    ['bytes after the last element', list(int), '00000005 00000000 00'],
    ['a map without its last value', map(int, int), '0000000c 00000001 00000004 00000001'],
    ['a field that passes the end', tuple(int, text), '00000008 00000004 0000'],
    ['a field that is cut off', userType('t', { a: int }), '00000006 00000004 0000'],
    ['a vector that is cut off', vector(int, 2), '00000004 00000001'],
    ['a vector element that passes the end', vector(text, 1), '00000002 05 61'],
    ['bytes after a vector', vector(text, 1), '00000003 01 61 61'],
  ];

  it.each(damaged)('refuses %s', (_what, type, hex) => {
    const act = () => decode(type, hex);
    expect(act).toThrow(UnreadableAnswerError);
    expect(act).toThrow(/^Column "c" \(.*\) cannot be read: /);
  });

  it.each([list(int), set(text), map(int, int)])('believes no count that the bytes cannot hold (%#)', (type) => {
    expect(() => decode(type, '0000000c 7fffffff 00000000 00000000')).toThrow(/cannot hold 2147483647 elements/);
  });

  it('keeps the rows before the damaged one, and goes on where it is told to', () => {
    const decoder = new Codecs({ compile }).rowDecoder([{ keyspace: 'ks', table: 't', name: 'c', type: int }]);
    const page = Buffer.from('00000004000000010000000400000002000000', 'hex');
    const rows: Row[] = [];
    expect(decoder.decode(page, 0, page.length, 1, rows)).toBe(8);
    expect(decoder.decode(page, 8, page.length, 1, rows)).toBe(16);
    expect(() => decoder.decode(page, 0, page.length, 3, rows)).toThrow(UnreadableAnswerError);
    expect(comparable(rows.map((row) => row['c']))).toEqual([1, 2, 1, 2]);
  });
});
