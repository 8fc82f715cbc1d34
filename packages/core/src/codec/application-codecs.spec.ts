// Codecs of the application: wherever such a value stands, its bytes are the same as the bytes of the default value.
import { types } from 'cassandra-driver';
import { comparable } from '../../test/types/comparable';
import { expectSame } from '../../test/types/expect-same';
import { list, map, native, nativeNames, set, tuple, userType, vector } from '../../test/types/random-types';
import { Own, ofType, storedIn } from '../../test/types/own-values';
import { randomValue } from '../../test/types/random-values';
import { SeededRandom } from '../../test/types/seeded-random';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { ByteWriter } from '../protocol/byte-writer';
import type { ColumnSpec, DataType } from '../protocol/data-type';
import { encodeRoutingKey } from '../routing/routing-key';
import { codec } from './codec';
import { Codecs } from './codecs';
import type { Row } from './row';

const natives = [...nativeNames, 'counter' as const];
const everyNative = natives.filter((name) => name !== 'varchar').map(ofType);
const text = native('text');
const holders: Record<string, (type: DataType) => DataType> = {
  alone: (type) => type,
  list,
  set,
  'map key': (type) => map(type, text),
  'map value': (type) => map(text, type),
  tuple: (type) => tuple(type, text),
  'user type': (type) => userType('holder', { first: type, second: type }),
  vector: (type) => vector(type, 2),
};
const places = Object.entries(holders).flatMap(([outer, outerOf]) =>
  Object.entries(holders).map(
    ([inner, innerOf]) => [`${outer} of ${inner}`, (type: DataType) => outerOf(innerOf(type))] as const,
  ),
);

const column = (type: DataType, name = 'v', table = 't'): ColumnSpec => ({ keyspace: 'ks', table, name, type });

function encode(codecs: Codecs, columns: readonly ColumnSpec[], values: readonly unknown[]): Buffer {
  const writer = new ByteWriter();
  codecs.parametersEncoder(columns).encode(writer, values);
  return Buffer.from(writer.buffer.subarray(0, writer.position));
}

function decode(codecs: Codecs, columns: readonly ColumnSpec[], bytes: Buffer): Row {
  const rows: Row[] = [];
  codecs.rowDecoder(columns).decode(bytes, 0, bytes.length, 1, rows);
  return rows[0]!;
}

const seen = (work: () => unknown): Error & { cause?: unknown } => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

describe.each([{ compile: true }, { compile: false }])(
  'codecs of the application, compiled: $compile',
  ({ compile }) => {
    const encoding = { map: Map };
    const plain = new Codecs({ compile, encoding });
    const own = new Codecs({ compile, encoding, codecs: everyNative });

    it.each(natives)(
      '%s two levels deep has the bytes of the default value, and is read as a value of its codec',
      (name) => {
        for (const [place, typeOf] of places) {
          const columns = [column(typeOf(native(name)))];
          const random = new SeededRandom(name.length * 7919 + place.length);
          const value = randomValue(random, columns[0]!.type, { asClasses: true, nulls: 0.2 });
          const bytes = encode(plain, columns, [value]);
          const row = decode(own, columns, bytes);
          const before = decode(plain, columns, bytes)['v'];
          expectSame(comparable(storedIn(row['v'])), comparable(before));
          expectSame(encode(own, columns, [row['v']]).toString('hex'), bytes.toString('hex'));
        }
      },
    );

    it('never see null and unset', () => {
      const columns = [column(native('int')), column(native('text'), 'w'), column(tuple(text, text), 'x')];
      const values = [null, undefined, types.Tuple.fromArray([null, undefined])];
      expect(encode(own, columns, values)).toEqual(encode(plain, columns, values));
      expect(encode(own, columns, [types.unset, null, null])).toEqual(encode(plain, columns, [undefined, null, null]));
      expect(decode(own, columns, Buffer.from('ffffffffffffffffffffffff', 'hex')).values()).toEqual([null, null, null]);
    });

    it('take Buffers as values, not as bytes', () => {
      const reversed = codec({
        type: 'blob',
        decode: (bytes: Buffer) => Buffer.from(bytes).reverse(),
        encode: (bytes: Buffer) => Buffer.from(bytes).reverse(),
      });
      const codecs = new Codecs({ compile, codecs: [reversed] });
      const columns = [column(list(native('blob')))];
      const bytes = encode(codecs, columns, [[Buffer.from([1, 2, 3])]]);
      expect(bytes).toEqual(encode(plain, columns, [[Buffer.from([3, 2, 1])]]));
      expect(decode(codecs, columns, bytes)['v']).toEqual([Buffer.from([1, 2, 3])]);
    });

    it('a column wins over a type, and what is within a codec is a default value', () => {
      const codecs = new Codecs({
        compile,
        codecs: [
          codec({ column: 'ks.t.at', decode: (it: Date) => it.getTime(), encode: (ms: number) => new Date(ms) }),
          ofType('timestamp'),
          codec({
            type: 'list<frozen<timestamp>>',
            decode: (it: Date[]) => it.length,
            encode: (length: number) => new Array<Date>(length).fill(new Date(1)),
          }),
        ],
      });
      const at = native('timestamp');
      const columns = [column(at, 'at'), column(at, 'at', 'u'), column(list(at), 'all'), column(at, '[applied]')];
      const moment = new Date(1);
      const bytes = encode(plain, columns, [moment, moment, [moment, moment], moment]);
      const row = decode(codecs, columns, bytes).values();
      expect([row[0], storedIn(row[1]), row[2], row[3]]).toEqual([1, moment, 2, moment]);
      const again = decode(codecs, [column(at, 'at', 'u')], bytes.subarray(0, 12)).values();
      expect(again.map(storedIn)).toEqual([moment]);
      const listed = [column(list(at), 'in(at)')];
      expect(encode(codecs, listed, [[1, 1]])).toEqual(encode(plain, listed, [[moment, moment]]));
    });

    it('hash what was encoded', () => {
      const columns = [column(native('int'), 'k'), column(set(native('text')), 'tags')];
      const values = [7, new Set(['b', 'a', 'b'])];
      const owned = [new Own(7), [new Own('b'), new Own('a'), new Own('b')]];
      const key = (codecs: Codecs, given: readonly unknown[]) =>
        encodeRoutingKey(codecs.parametersEncoder(columns, [0, 1]), given, [0, 1])?.toString('hex');
      expect(key(own, owned)).toBe(key(plain, values));
      const sent = new ByteWriter();
      own.parametersEncoder(columns, [0, 1]).encode(sent, owned);
      const expected = new ByteWriter();
      plain.parametersEncoder(columns, [0, 1]).encode(expected, values);
      expect(sent.buffer.subarray(0, sent.position)).toEqual(expected.buffer.subarray(0, expected.position));
    });

    it('make keys of maps, which are a Map then, and are never lost', () => {
      const codecs = new Codecs({ compile, codecs: [ofType('int')] });
      const columns = [column(map(native('int'), text))];
      const bytes = encode(plain, columns, [new Map([[1, 'a'], [2, 'b']])]); // oxfmt-ignore
      const read = decode(codecs, columns, bytes)['v'] as Map<Own, string>;
      expect(read).toBeInstanceOf(Map);
      expect(Array.from(read, ([key, value]) => [key.stored, value])).toEqual([[1, 'a'], [2, 'b']]); // oxfmt-ignore
      expect(seen(() => encode(codecs, columns, [{ 1: 'a' }])).message).toBe(
        'Column "v" (map<int, text>): expected a Map, because its keys have a codec, got an object',
      );
      const same = codec({ type: 'int', decode: () => 1, encode: (it: number) => it });
      const merged = new Codecs({ compile, codecs: [same], encoding: { set: Set } });
      expect(seen(() => decode(merged, columns, bytes)).message).toContain('its codec gives one value for two keys');
      const sets = [column(set(native('int')))];
      expect(seen(() => decode(merged, sets, encode(plain, sets, [[1, 2]]))).message).toContain('for two elements');
    });

    describe.each<[string, () => unknown, string]>([
      ['throws', () => { throw new RangeError('a secret value'); }, 'threw (RangeError)'], // oxfmt-ignore
      ['throws no error', () => { throw null as unknown as Error; }, 'threw (object)'], // oxfmt-ignore
      ['gives a promise', () => Promise.reject(new Error('nobody waits')), 'gave a promise in place of a value'],
      ['gives nothing', () => undefined, 'undefined'],
    ])('one that %s', (_, fails, reason) => {
      const codecs = new Codecs({ compile, codecs: [codec({ type: 'int', decode: fails, encode: fails })] });
      const columns = [column(text, 'a'), column(list(native('int')), 'numbers')];
      const bytes = encode(plain, columns, ['x', [1]]);

      it('while reading is an error with the column, its type and the cause', () => {
        const error = seen(() => decode(codecs, columns, bytes));
        expect(error).toBeInstanceOf(UnreadableAnswerError);
        expect(error.message).toMatch(/^Column "numbers" \(list<int>\) cannot be read: the codec of int /);
        expect(error.message).toContain(reason);
        expect(error.message).not.toContain('secret');
      });

      it('while writing, too', () => {
        const error = seen(() => encode(codecs, columns, ['x', [1]]));
        expect(error).toMatchObject({ code: 'INVALID_PARAMETER' });
        expect(error.message).toMatch(/^Column "numbers" \(list<int>\): the codec of int /);
        expect(error.message).toContain(reason);
        expect(error.message).not.toContain('secret');
        expect(encode(codecs, columns.slice(0, 1), ['x'])).toEqual(encode(plain, columns.slice(0, 1), ['x']));
      });
    });

    it('are called once for a value, so one that throws now and then is known by its column, too', () => {
      let calls = 0;
      const decodeOnce = (value: number): number => {
        if (++calls === 2) throw new Error('the second time');
        return value;
      };
      const codecs = new Codecs({ compile, codecs: [codec({ type: 'int', decode: decodeOnce, encode: (it) => it })] });
      const columns = [column(text, 'a'), column(native('int'), 'first'), column(tuple(native('int')), 'second')];
      const bytes = encode(plain, columns, ['x', 1, types.Tuple.fromArray([2])]);
      const error = seen(() => decode(codecs, columns, bytes));
      expect(error.message).toContain('Column "second" (tuple<int>) cannot be read: the codec of int threw');
      expect(error.cause).toMatchObject({ message: 'the second time' });
      expect(calls).toBe(2);
    });

    it('keep what they are, whatever the application makes of their options later', () => {
      const options = { type: 'int', decode: (it: number) => it + 1, encode: (it: number) => it - 1 };
      const codecs = new Codecs({ compile, codecs: [codec(options)] });
      options.decode = options.encode = () => 0;
      const columns = [column(native('int'))];
      expect(decode(codecs, columns, encode(codecs, columns, [6]))['v']).toBe(6);
      expect(encode(codecs, columns, [6])).toEqual(encode(plain, columns, [5]));
    });

    it('are not for what no column holds', () => {
      const codecs = new Codecs({
        compile,
        codecs: [
          ...['int', 'bigint', 'text'].map(ofType),
          codec({ column: 'ks.t.m', decode: () => 0, encode: () => ({}) }),
        ],
      });
      const names = ['[limit]', '[ttl]', 'idx(l)', 'key(m)', 'value(m)'];
      const columns = [
        ...names.map((name) => column(native('int'), name)),
        ...['[timestamp]', 'token(id)', 'system.token(id)', 'partition key token'].map((name) =>
          column(native('bigint'), name),
        ),
        column(text, '[json]'),
        { ...column(text, 'name', 'async_cassandra_migrations') },
        { ...column(text, 'host'), keyspace: 'system' },
      ];
      const values = columns.map(({ type }) => (type === text ? 'x' : 1));
      const bytes = encode(codecs, columns, values);
      expect(bytes).toEqual(encode(plain, columns, values));
      expect(decode(codecs, columns, bytes).values()).toEqual(decode(plain, columns, bytes).values());
      expect(() => encode(codecs, [column(native('int'), 'key(n)')], [1])).toThrow('the codec of int');
    });

    it('one that gives what the type does not take', () => {
      const wrong = codec({ type: 'int', decode: (it) => it, encode: () => 'secret' });
      const codecs = new Codecs({ compile, codecs: [wrong] });
      expect(seen(() => encode(codecs, [column(native('int'))], [1])).message).toMatch(
        /^Column "v" \(int\): its codec gave what the type does not take: expected [^']+ got a string$/,
      );
    });
  },
);

describe('codec', () => {
  const both = { decode: (it: unknown) => it, encode: (it: unknown) => it };
  it.each<[string, object]>([
    ["one of 'type' and 'column'", both],
    ["one of 'type' and 'column'", { ...both, type: 'int', column: 'a.b.c' }],
    ["did you mean 'timestamp'", { ...both, type: 'list<timestmp>' }],
    ["did you mean 'text'", { ...both, type: 'set<string>' }],
    ["'map' needs the types that it holds", { ...both, type: 'list<map>' }],
    ['must be a CQL type', { ...both, type: 'list<int' }],
    ...['table.column', 'a.b.c.d', 'a..c', 'a. b.c', 'a.b."c', 'a.b.', 'a/b/c'].map((name): [string, object] => [
      "'keyspace.table.column'",
      { ...both, column: name },
    ]),
    ["'decode'", { type: 'int', encode: both.encode }],
    ["'encode' must be a function", { type: 'int', decode: both.decode, encode: 7 }],
    ["Unknown option 'typ'", { ...both, typ: 'int' }],
  ])('refuses with %s', (words, options) => {
    const error = seen(() => codec(options as Parameters<typeof codec>[0]));
    expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining(words) as unknown });
  });

  it('takes every way to write a type or a column', () => {
    expect(ofType('Map< VARCHAR , frozen<set<int>> >').type).toBe('map<text, set<int>>');
    expect(ofType('"times"').type).toBe('times');
    expect(ofType("'a.b.CompositeType'").type).toBe("'a.b.CompositeType'");
    expect(ofType('list<"list">').type).toBe('list<list>');
    expect(ofType('VECTOR<float,3>').type).toBe('vector<float, 3>');
    expect(codec({ ...both, column: 'Shop."a.B""x".c' }).column).toEqual({
      keyspace: 'shop',
      table: 'a.B"x',
      name: 'c',
    });
  });
});
