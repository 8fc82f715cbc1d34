// Our bytes against cassandra-driver's, and our values against its, for random values of random types.
import { types } from 'cassandra-driver';
import { comparable } from '../../test/types/comparable';
import { createDriverEncoder } from '../../test/types/driver-encoder';
import { expectSame } from '../../test/types/expect-same';
import { keyNames, native, nativeNames, propertyNames, randomType } from '../../test/types/random-types';
import { randomValue, type ValueOptions } from '../../test/types/random-values';
import { SeededRandom } from '../../test/types/seeded-random';
import type { DataType } from '../protocol/data-type';
import { Codecs } from './codecs';
import type { EncodingOptions } from './encoding-options';
import { cqlTypeName } from './type-name';

const settings: { name: string; encoding: EncodingOptions; values: ValueOptions }[] = [
  { name: 'the default options', encoding: {}, values: { nulls: 0.2 } },
  { name: 'Map and Set', encoding: { map: Map, set: Set }, values: { asClasses: true, nulls: 0.2 } },
  {
    name: 'bigint for long and varint',
    encoding: { map: Map, set: Set, useBigIntAsLong: true, useBigIntAsVarint: true, copyBuffer: false },
    values: { asClasses: true, asBigint: true },
  },
];

describe.each(settings)('with $name', ({ encoding, values }) => {
  const codecs = new Codecs({ encoding });
  const driver = createDriverEncoder(encoding);
  const mapKeys = encoding.map === undefined ? propertyNames : keyNames;

  function check(random: SeededRandom, type: DataType): void {
    const value = randomValue(random, type, values);
    const theirBytes = driver.encode(value, type)!;
    const ourBytes = codecs.encodeValue(type, value);
    expect(`${cqlTypeName(type)} ${ourBytes.toString('hex')}`).toBe(
      `${cqlTypeName(type)} ${theirBytes.toString('hex')}`,
    );
    const ours = comparable(codecs.decodeValue(type, theirBytes));
    const theirs = comparable(driver.decode(theirBytes, type));
    expectSame(ours, theirs);
  }

  it.each(nativeNames)('%s has the same bytes and the same values', (name) => {
    const random = new SeededRandom(name.length * 7919 + name.charCodeAt(0));
    for (let round = 0; round < 60; round++) check(random, native(name));
  });

  it.each([1, 2, 3, 4])('nested types have the same bytes and the same values (seed %i)', (seed) => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 40; round++) check(random, randomType(random, 3, mapKeys));
  });
});

it('knows the driver’s classes', () => {
  expect(new Codecs().decodeValue(native('uuid'), Buffer.alloc(16))).toBeInstanceOf(types.Uuid);
});
