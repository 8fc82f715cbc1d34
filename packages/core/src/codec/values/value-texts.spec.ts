// What a stored value is as text: in `String(value)`, in JSON, and as the name of a map's key.
import { types } from 'cassandra-driver';
import { innerTypes } from '../../../test/types/cql-text';
import { custom, list, map, native, set, tuple, userType, vector } from '../../../test/types/random-types';
import { keyNames, propertyNames, randomType } from '../../../test/types/random-types';
import { SeededRandom } from '../../../test/types/seeded-random';
import { randomValue } from '../../../test/types/random-values';
import type { DataType } from '../../protocol/data-type';
import { Codecs } from '../codecs';
import { cqlTypeName } from '../type-name';

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const decimal = (scale: number, digits: string): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(scale);
  return Buffer.concat([bytes, bytesOf(digits)]);
};
const size = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const count = (of: number): Buffer => bytesOf(of.toString(16).padStart(8, '0'));
const huge = `7f${'ff'.repeat(400)}`;

// The decimals are what `new BigDecimal(new BigInteger(digits), scale).toString()` gives in Java.
const texts: [type: DataType, bytes: Buffer, text: string][] = [
  [native('decimal'), decimal(2, ''), '0.00'],
  [native('decimal'), decimal(0, '7b'), '123'],
  [native('decimal'), decimal(-1, '7b'), '1.23E+3'],
  [native('decimal'), decimal(-3, '0c'), '1.2E+4'],
  [native('decimal'), decimal(-3, '01'), '1E+3'],
  [native('decimal'), decimal(-3, '00'), '0E+3'],
  [native('decimal'), decimal(6, '01'), '0.000001'],
  [native('decimal'), decimal(7, '01'), '1E-7'],
  [native('decimal'), decimal(7, '00'), '0E-7'],
  [native('decimal'), decimal(8, '7b'), '0.00000123'],
  [native('decimal'), decimal(9, '7b'), '1.23E-7'],
  [native('decimal'), decimal(10, 'ff'), '-1E-10'],
  [native('decimal'), decimal(1, '85'), '-12.3'],
  [native('decimal'), decimal(500_000_000, '01'), '1E-500000000'],
  [native('decimal'), decimal(0x7fff_ffff, '64'), '1.00E-2147483645'],
  [native('decimal'), decimal(-0x8000_0000, '01'), '1E+2147483648'],
  [native('decimal'), decimal(0, huge), BigInt(`0x${huge}`).toString()],
  [native('varint'), bytesOf(huge), BigInt(`0x${huge}`).toString()],
  [native('varint'), bytesOf(`80${'00'.repeat(400)}`), (-(1n << 3207n)).toString()],
  [native('varint'), bytesOf('0001'), '1'],
  [native('varint'), bytesOf(`7f${'00'.repeat(200_000)}`), `0x7f${'00'.repeat(200_000)}`],
  [native('inet'), bytesOf('0000 0001 0000 0002 0000 0003 0004 0005'), '::1:0:2:0:3:4:5'],
  [native('inet'), bytesOf('0001 0000 0002 0000 0000 0003 0000 0004'), '1:0:2::3:0:4'],
  [native('inet'), bytesOf('0000 0000 0000 0000 0000 ffff 0102 0304'), '::ffff:102:304'],
  [native('inet'), bytesOf('00'.repeat(16)), '::'],
  [native('inet'), bytesOf('0001 0002 0003 0004 0005 0006 0000 0000'), '1:2:3:4:5:6::'],
  [native('duration'), bytesOf('24 00 00'), '1y6mo'],
  [native('duration'), bytesOf('00 00 00'), '0ns'],
  [native('duration'), bytesOf('00 00 ffffffffffffffffff'), '-2562047h47m16s854ms775us808ns'],
];

describe.each([{ compile: true }, { compile: false }])('compiled: $compile', ({ compile }) => {
  const codecs = new Codecs({ compile });

  it.each(texts)('a stored value has the text of Cassandra (%#)', (type, bytes, text) => {
    const value = codecs.decodeValue(type, bytes);
    expect(String(value)).toBe(text);
    const key = Buffer.concat([count(1), size(bytes), size(count(7))]);
    expect(Object.entries(codecs.decodeValue(map(type, native('int')), key) as object)).toEqual([[text, 7]]);
    if (type.code !== native('duration').code) expect(JSON.stringify({ value })).toBe(JSON.stringify({ value: text }));
  });

  it('are of the classes of cassandra-driver', () => {
    for (const [type, bytes] of texts) {
      const value = codecs.decodeValue(type, bytes);
      const { BigDecimal, Duration, InetAddress, Integer } = types;
      expect([BigDecimal, Duration, InetAddress, Integer]).toContain((value as object).constructor);
    }
    const price = codecs.decodeValue(native('decimal'), decimal(2, '03e8'));
    expect(Object.getPrototypeOf(price)).toBe(types.BigDecimal.prototype);
  });
});

const int = native('int');
const point = userType('point', { x: int, y: native('blob') });
const names: [key: DataType, keys: Buffer[], names: string[]][] = [
  [
    native('timestamp'),
    [bytesOf('0000000000000001'), bytesOf('0000000000000002')],
    ['1970-01-01T00:00:00.001Z', '1970-01-01T00:00:00.002Z'],
  ],
  [native('double'), [bytesOf('0000000000000000'), bytesOf('8000000000000000')], ['0', '-0']],
  [native('double'), [bytesOf('7ff8000000000000'), bytesOf('7ff8000000000001')], ['NaN', '0x7ff8000000000001']],
  [native('boolean'), [bytesOf('01'), bytesOf('02')], ['true', '0x02']],
  [native('blob'), [bytesOf('ff'), bytesOf('fe'), bytesOf('')], ['0xff', '0xfe', '0x']],
  [custom('org.example.Type'), [bytesOf('ff'), bytesOf('fe')], ['0xff', '0xfe']],
  [
    native('date'),
    [bytesOf('ffffffff'), bytesOf('00000000'), bytesOf('80000000')],
    ['+5881580-07-11', '-5877641-06-23', '1970-01-01'],
  ],
  [native('decimal'), [decimal(1, '0a'), decimal(2, '64')], ['1.0', '1.00']],
  [native('varint'), [bytesOf('01'), bytesOf('0001')], ['1', '0x0001']],
  [
    native('inet'),
    [bytesOf('01020304'), bytesOf('0000 0000 0000 0000 0000 ffff 0102 0304')],
    ['1.2.3.4', '::ffff:102:304'],
  ],
  [
    native('text'),
    ['__proto__', 'toString', 'constructor', 'hasOwnProperty', ''].map((text) => Buffer.from(text)),
    ['__proto__', 'toString', 'constructor', 'hasOwnProperty', ''],
  ],
  [tuple(native('text'), int), [bytesOf('00000001 78'), bytesOf('00000001 78 ffffffff')], ['["x"]', '["x",null]']],
  [
    list(native('text')),
    [bytesOf('00000001 00000003 612c62'), bytesOf('00000002 00000001 61 00000001 62')],
    ['["a,b"]', '["a","b"]'],
  ],
  [set(native('blob')), [bytesOf('00000001 00000001 ff')], ['["0xff"]']],
  [map(native('blob'), int), [bytesOf('00000001 00000001 ff 00000004 00000001')], ['{"0xff":1}']],
  [vector(native('double'), 1), [bytesOf('8000000000000000'), bytesOf('0000000000000000')], ['["-0"]', '[0]']],
  [
    point,
    [bytesOf('00000004 00000001 00000001 ff'), bytesOf('00000004 00000001')],
    ['{"x":1,"y":"0xff"}', '{"x":1,"y":null}'],
  ],
];

describe.each([{ compile: true }, { compile: false }])('the names of a map, compiled: $compile', ({ compile }) => {
  const codecs = new Codecs({ compile });
  const encode = (type: DataType, value: unknown): string => codecs.encodeValue(type, value).toString('hex');

  it.each(names)('tell its keys apart (%#)', (key, keys, expected) => {
    const type = map(key, int);
    const bytes = Buffer.concat([count(keys.length), ...keys.flatMap((k, i) => [size(k), size(count(i))])]);
    const object = codecs.decodeValue(type, bytes) as object;
    expect(Object.entries(object)).toEqual(expected.map((name, index) => [name, index]));
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  });

  it('are understood when the map is written again, and are as many as its keys', () => {
    const random = new SeededRandom(17);
    for (let round = 0; round < 300; round++) {
      const key = random.chance(0.5) ? native(random.pick(keyNames)) : randomType(random, 2, propertyNames);
      if (holdsDuration(key)) continue;
      const type = map(key, int);
      const keys = [...new Set(random.times(5, () => encode(key, randomValue(random, key, { nulls: 0.1 }))))];
      const entries = keys.flatMap((hex, index) => [size(bytesOf(hex)), size(count(index))]);
      const written = Buffer.concat([count(keys.length), ...entries]);
      const object = codecs.decodeValue(type, written) as Record<string, number>;
      expect([cqlTypeName(key), Object.keys(object).length]).toEqual([cqlTypeName(key), keys.length]);
      const sorted = Object.fromEntries(Object.entries(object).sort(([, a], [, b]) => a - b));
      const isInOrder = Object.keys(sorted).every((name, index) => sorted[name] === index);
      if (isInOrder && !cqlTypeName(key).includes('map')) {
        expect([cqlTypeName(key), encode(type, sorted)]).toEqual([cqlTypeName(key), written.toString('hex')]);
      }
    }
  });
});

function holdsDuration(type: DataType): boolean {
  return type.code === native('duration').code || innerTypes(type).some(holdsDuration);
}

it('says that a Map and a Set have one place for 0 and -0', () => {
  for (const compile of [true, false]) {
    const codecs = new Codecs({ compile, encoding: { map: Map, set: Set } });
    const zero = size(bytesOf('0000000000000000'));
    const minus = size(bytesOf('8000000000000000'));
    expect(() => codecs.decodeValue(set(native('double')), Buffer.concat([count(2), minus, zero]))).toThrow(
      /both 0 and -0/,
    );
    const entries = Buffer.concat([count(2), minus, size(count(1)), zero, size(count(2))]);
    expect(() => codecs.decodeValue(map(native('double'), int), entries)).toThrow(/both 0 and -0/);
  }
});
