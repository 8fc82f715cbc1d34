// varint: read as Integer, or as bigint with the option `useBigIntAsVarint`. Parameters may be either.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ValueCodec } from '../value-codec';
import { Integer } from '../../driver/values';
import { outOfRange, wrongType } from '../invalid-value';
import { isForeignInteger } from '../driver-values';
import { integerOf } from './exact-values';
import { maxDigits } from './value-texts';
import { readBigint, readWords, writeVarintBigint, writeVarintNumber } from './varint-bytes';

const digitsPattern = /^[+-]?\d+$/;

export const varintCodec: ValueCodec = {
  decode: (buffer, position, end) => integerOf(readWords(buffer, position, end)),
  encode: writeVarint,
};

export const varintAsBigintCodec: ValueCodec = { decode: readBigint, encode: writeVarint };

function writeVarint(writer: ByteWriter, value: unknown): void {
  if (typeof value === 'bigint') writeVarintBigint(writer, value);
  else if (value instanceof Integer || isForeignInteger(value)) writer.raw(Integer.toBuffer(value));
  else if (Number.isSafeInteger(value)) writeVarintNumber(writer, value as number);
  else if (Number.isInteger(value)) writeVarintBigint(writer, BigInt(value as number));
  else if (typeof value === 'string' && digitsPattern.test(value)) writeVarintBigint(writer, parseDigits(value));
  else throw wrongType('an integer', value);
}

/** Accepts as many digits as can be read in a short time. */
export function parseDigits(digits: string): bigint {
  if (digits.length > maxDigits) throw outOfRange(`at most ${maxDigits} digits in a string, or a bigint`);
  return BigInt(digits);
}
