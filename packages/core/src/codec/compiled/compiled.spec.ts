// Generated code against the interpreter: the same rows, the same bytes, the same errors, for random columns and values.
import { comparable } from '../../../test/types/comparable';
import { expectSame } from '../../../test/types/expect-same';
import { keyNames, propertyNames, randomType } from '../../../test/types/random-types';
import { randomValue, type ValueOptions } from '../../../test/types/random-values';
import { SeededRandom } from '../../../test/types/seeded-random';
import { ByteWriter } from '../../protocol/byte-writer';
import type { ColumnSpec } from '../../protocol/data-type';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { Codecs } from '../codecs';
import type { EncodingOptions } from '../encoding-options';
import type { ParametersEncoder } from '../parameters-encoder';
import { Row } from '../row';
import type { RowDecoder } from '../row-decoder';
import { unset } from '../unset';

const settings: { name: string; encoding: EncodingOptions; values: ValueOptions }[] = [
  { name: 'the default options', encoding: {}, values: { nulls: 0.2 } },
  { name: 'every option', encoding: everyOption(), values: { asClasses: true, asBigint: true, nulls: 0.2 } },
];

function everyOption(): EncodingOptions {
  return {
    map: Map,
    set: Set,
    copyBuffer: false,
    useUndefinedAsUnset: false,
    useBigIntAsLong: true,
    useBigIntAsVarint: true,
  };
}

const odd = [null, undefined, unset, 1, -1.5, NaN, 2 ** 40, 'text', '', '12', true, 5n, 2n ** 70n, Symbol('s'), {}, []];
const oddObjects = [
  new Date(NaN),
  new Map(),
  new Set(),
  [null],
  [undefined],
  { a: 1 },
  Buffer.from([1, 2, 3]),
  () => 1,
];

describe.each(settings)('with $name', ({ encoding, values }) => {
  const compiled = new Codecs({ encoding, compile: true });
  const interpreted = new Codecs({ encoding, compile: false });
  const mapKeys = encoding.map === undefined ? propertyNames : keyNames;

  const randomColumns = (random: SeededRandom): ColumnSpec[] =>
    random.times(random.integer(1, 6), (index) => ({
      keyspace: 'ks',
      table: 't',
      name: random.chance(0.1) ? random.pick(['__proto__', 'get', 'constructor', '0', 'c0']) : `c${index}`,
      type: randomType(random, 2, mapKeys),
    }));

  const randomParameter = (random: SeededRandom, { type }: ColumnSpec): unknown =>
    random.chance(0.2) ? random.pick([null, undefined, unset]) : randomValue(random, type, values);

  it.each([1, 2])('encodes and decodes rows as the interpreter does (seed %i)', (seed) => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 40; round++) {
      const columns = randomColumns(random);
      const parameters = columns.map((column) => randomParameter(random, column));
      const bytes = encode(compiled.parametersEncoder(columns), parameters);
      expect(bytes.toString('hex')).toBe(encode(interpreted.parametersEncoder(columns), parameters).toString('hex'));
      const asKey = columns.map((_, index) => index);
      const keyBytes = encode(compiled.parametersEncoder(columns, asKey), parameters);
      expect(encodeEach(compiled.parametersEncoder(columns), parameters).equals(keyBytes)).toBe(true);
      expect(encode(interpreted.parametersEncoder(columns, asKey), parameters).equals(keyBytes)).toBe(true);
      expect(encodeEach(interpreted.parametersEncoder(columns), parameters).equals(keyBytes)).toBe(true);
      const rows = Buffer.concat([bytes, bytes]);
      const ours = decode(compiled.rowDecoder(columns), rows, 2);
      expectSame(ours, decode(interpreted.rowDecoder(columns), rows, 2));
      expect(ours).toHaveLength(2);
    }
  });

  it('encodes and decodes rows of more columns than one function takes', () => {
    const random = new SeededRandom(7);
    const columns = random.times(40, () => randomColumns(random)).flat();
    const parameters = columns.map((column) => randomParameter(random, column));
    const bytes = encode(compiled.parametersEncoder(columns), parameters);
    expect(columns.length).toBeGreaterThan(96);
    expect(bytes.toString('hex')).toBe(encode(interpreted.parametersEncoder(columns), parameters).toString('hex'));
    expectSame(decode(compiled.rowDecoder(columns), bytes, 1), decode(interpreted.rowDecoder(columns), bytes, 1));
    const cut = bytes.subarray(0, -1);
    expectSame(
      outcome(() => decode(compiled.rowDecoder(columns), cut, 1)),
      outcome(() => decode(interpreted.rowDecoder(columns), cut, 1)),
    );
  });

  it.each([11, 12])('treats damaged rows as the interpreter does (seed %i)', (seed) => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 20; round++) {
      const columns = randomColumns(random);
      const parameters = columns.map((column) => randomParameter(random, column));
      const bytes = encode(interpreted.parametersEncoder(columns), parameters);
      const ours = compiled.rowDecoder(columns);
      const theirs = interpreted.rowDecoder(columns);
      for (let time = 0; time < 20; time++) {
        const damaged = damage(random, bytes);
        expectSame(
          outcome(() => decode(ours, damaged, 1)),
          outcome(() => decode(theirs, damaged, 1)),
        );
      }
    }
  });

  it.each([21, 22])('treats values of any kind as the interpreter does (seed %i)', (seed) => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 60; round++) {
      const columns = randomColumns(random);
      const ours = compiled.parametersEncoder(columns);
      const theirs = interpreted.parametersEncoder(columns);
      for (let time = 0; time < 5; time++) {
        const parameters = columns.map((column) =>
          random.chance(0.5) ? random.pick([...odd, ...oddObjects]) : randomParameter(random, column),
        );
        expectSame(
          outcome(() => encode(ours, parameters).toString('hex')),
          outcome(() => encode(theirs, parameters).toString('hex')),
        );
      }
    }
  });
});

/** Cut short, or with a byte that is another. */
function damage(random: SeededRandom, bytes: Buffer): Buffer {
  if (random.chance(0.5)) return bytes.subarray(0, random.integer(0, bytes.length));
  const damaged = Buffer.from(bytes);
  if (bytes.length > 0) damaged[random.integer(0, bytes.length - 1)] = random.pick([0, 1, 127, 128, 255]);
  return damaged;
}

function encode(encoder: ParametersEncoder, values: readonly unknown[]): Buffer {
  const writer = new ByteWriter(Buffer.alloc(8, 0xee));
  encoder.encode(writer, values);
  return Buffer.from(writer.buffer.subarray(0, writer.position));
}

function encodeEach(encoder: ParametersEncoder, values: readonly unknown[]): Buffer {
  const writer = new ByteWriter(Buffer.alloc(8, 0xee));
  values.forEach((value, index) => encoder.encodeOne(writer, index, value));
  return Buffer.from(writer.buffer.subarray(0, writer.position));
}

/** From the middle of a larger buffer, as rows lie in a chunk that was received. */
function decode(decoder: RowDecoder, bytes: Buffer, count: number): unknown[] {
  const before = 7;
  const around = Buffer.concat([Buffer.alloc(before, 0xaa), bytes, Buffer.alloc(9, 0x01)]);
  const rows: Row[] = [];
  const end = decoder.decode(around, before, before + bytes.length, count, rows);
  return rows.map((row) => ({
    names: Row.prototype.keys.call(row),
    values: comparable(Row.prototype.values.call(row)),
    properties: Object.entries(row).map(([name, value]) => [name, comparable(value)]),
    end: end - before,
  }));
}

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message, isUnreadable: error instanceof UnreadableAnswerError };
  }
}
