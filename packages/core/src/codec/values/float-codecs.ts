// float and double: numbers.
import type { ValueCodec } from '../value-codec';
import { outOfRange, wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { doubleFromWords, floatFromWord, floatWord, highWord, lowWord, splitDouble } from '../words';

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const named = /^(?:NaN|-?Infinity)$/;

/** Also accepts a decimal string, as every numeric type of cassandra-driver does. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (named.test(text)) return Number(text);
  if (!decimal.test(text)) throw wrongType('a number', value);
  const number = Number(text);
  if (!Number.isFinite(number)) throw outOfRange('a number of 64 bits');
  return number;
}

/** Rounds to the nearest float; a finite number that would become infinite is out of range. */
export function toFloat(value: unknown): number {
  const number = toNumber(value);
  const float = Math.fround(number);
  if (!Number.isFinite(float) && Number.isFinite(number)) throw outOfRange('a number of 32 bits');
  return float;
}

export const floatCodec: ValueCodec = {
  size: 4,
  isBareInVector: true,
  decode: (buffer, position) => floatFromWord(readInt32(buffer, position)),
  encode: (writer, value) => writer.int32(floatWord(toFloat(value))),
};

export const doubleCodec: ValueCodec = {
  size: 8,
  isBareInVector: true,
  decode: (buffer, position) => doubleFromWords(readInt32(buffer, position), readInt32(buffer, position + 4)),
  encode(writer, value) {
    splitDouble(toNumber(value));
    writer.int64(highWord(), lowWord());
  },
};
