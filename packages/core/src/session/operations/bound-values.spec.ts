// Whatever the application makes of its objects after the first message, the second one has the same values, key and fingerprint.
import { types } from 'cassandra-driver';
import { changeInPlace } from '../../../test/types/changed-values';
import { keyNames, native, nativeNames, randomType, userType } from '../../../test/types/random-types';
import { randomValue } from '../../../test/types/random-values';
import { SeededRandom } from '../../../test/types/seeded-random';
import { Codecs } from '../../codec/codecs';
import { cqlTypeName } from '../../codec/type-name';
import { QueryError } from '../../errors/async-cassandra-error';
import { ByteWriter } from '../../protocol/byte-writer';
import type { DataType } from '../../protocol/data-type';
import { PreparedQuery, type PreparedState } from '../../statement/prepared-query';
import { SchemaJournal } from '../../statement/schema-journal';
import { BoundValues } from './bound-values';

const encoding = { map: Map, set: Set };

function stateOf(codecs: Codecs, variableTypes: readonly DataType[], id = 1): PreparedState {
  const variables = variableTypes.map((type, index) => ({ keyspace: 'ks', table: 't', name: `c${index}`, type }));
  return {
    id: Buffer.from([id]),
    resultMetadataId: Buffer.alloc(0),
    variables,
    partitionKeyIndexes: variables.map((_, index) => index),
    parametersEncoder: codecs.parametersEncoder(
      variables,
      variables.map((_, index) => index),
    ),
    rowDecoder: undefined,
  };
}

const preparedAs = (state: PreparedState): PreparedQuery =>
  new PreparedQuery('INSERT INTO t', 'ks', state, new SchemaJournal());

/** What a message has of the values, and what routing has. */
function sentOf(bound: BoundValues): { values: string; key: string | undefined; token: unknown } {
  const writer = new ByteWriter();
  bound.encoderFor(bound.prepared.state).encode(writer, bound.values);
  return {
    values: writer.buffer.subarray(0, writer.position).toString('hex'),
    key: bound.routingKey()?.toString('hex'),
    token: bound.token(),
  };
}

describe.each([true, false])('values that change after they were sent, with generated code: %s', (compile) => {
  const codecs = new Codecs({ encoding, compile });

  function check(random: SeededRandom, type: DataType): void {
    const value = randomValue(random, type, { asClasses: true, nulls: 0.2 });
    const bound = new BoundValues(preparedAs(stateOf(codecs, [type, native('int')])), [value, 5]);
    const first = sentOf(bound);
    changeInPlace(value);
    expect([cqlTypeName(type), sentOf(bound)]).toEqual([cqlTypeName(type), first]);
  }

  it.each(nativeNames)('%s goes out as it was', (name) => {
    const random = new SeededRandom(name.length * 31 + name.charCodeAt(0));
    for (let round = 0; round < 10; round++) check(random, native(name));
  });

  it.each([1, 2, 3])('nested types go out as they were (seed %i)', (seed) => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 60; round++) check(random, randomType(random, 3, keyNames));
  });

  it('a Buffer of any length goes out as it was', () => {
    for (const length of [0, 1, 47, 48, 49, 4091, 4092, 5000, 16_384, 200_000]) {
      const blob = Buffer.alloc(length, 1);
      const bound = new BoundValues(preparedAs(stateOf(codecs, [native('int'), native('blob')])), [length, blob]);
      const first = sentOf(bound);
      blob.fill(2);
      expect(sentOf(bound)).toEqual(first);
    }
  });

  it('what waits is kept when the wait begins', () => {
    const date = new Date(1000);
    const bound = new BoundValues(preparedAs(stateOf(codecs, [native('timestamp')])), [date]);
    bound.snapshotValues();
    date.setTime(2000);
    expect(sentOf(bound).values).toBe('0000000800000000000003e8');
  });

  it('goes on with them where the text was prepared again alike', () => {
    const date = new Date(1000);
    const prepared = preparedAs(stateOf(codecs, [native('timestamp')]));
    const bound = new BoundValues(prepared, [date]);
    const first = sentOf(bound);
    date.setTime(2000);
    prepared.replace(stateOf(new Codecs({ encoding, compile }), [native('timestamp')]), 1);
    expect(sentOf(bound)).toEqual(first);
  });
});

describe('values whose types change between two attempts', () => {
  const codecs = new Codecs({ encoding });
  const before = userType('place', { a: native('int') });
  const after = userType('place', { a: native('int'), b: native('int') });

  it('are encoded anew, with the field that the type has got since', () => {
    const prepared = preparedAs(stateOf(codecs, [before]));
    const bound = new BoundValues(prepared, [{ a: 1, b: 2 }]);
    expect(sentOf(bound).values).toBe('000000080000000400000001');
    prepared.replace(stateOf(codecs, [after]), 1);
    expect(sentOf(bound).values).toBe('00000010' + '0000000400000001' + '0000000400000002');
  });

  it.each<[string, (value: { a: number | string }) => void]>([
    ['by another value', (value) => (value.a = 3)],
    ['so that they fit no more', (value) => (value.a = 'x')],
  ])('are refused where the application changed them too, %s', (_how, change) => {
    const prepared = preparedAs(stateOf(codecs, [before]));
    const value = { a: 1 };
    const bound = new BoundValues(prepared, [value]);
    sentOf(bound);
    change(value);
    prepared.replace(stateOf(codecs, [after]), 1);
    expect(() => sentOf(bound)).toThrow(QueryError);
  });
});

it('keeps nothing of values that cannot change', () => {
  const state = stateOf(new Codecs(), [native('int'), native('text'), native('bigint')]);
  const bound = new BoundValues(preparedAs(state), [1, 'x', 5n]);
  expect(bound.encoderFor(state)).toBe(state.parametersEncoder);
  expect(new BoundValues(preparedAs(state), [1, 'x', types.Long.ONE]).encoderFor(state)).not.toBe(
    state.parametersEncoder,
  );
});
