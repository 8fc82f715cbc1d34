// bigint and counter: read as Long, or as bigint with the option `useBigIntAsLong`. Parameters may be either.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ValueCodec } from '../value-codec';
import { Long } from '../../driver/values';
import { outOfRange, wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { bigintFromWords } from '../words';

const digitsPattern = /^[+-]?\d+$/;
const range = 'an integer of 64 bits';
const limit = 0x8000_0000_0000_0000;

export const longCodec: ValueCodec = {
  size: 8,
  isBareInVector: true,
  decode: (buffer, position) => new Long(readInt32(buffer, position + 4), readInt32(buffer, position)),
  encode: writeInt64,
};

export const bigintCodec: ValueCodec = {
  size: 8,
  isBareInVector: true,
  decode: (buffer, position) => bigintFromWords(readInt32(buffer, position), readInt32(buffer, position + 4)),
  encode: writeInt64,
};

export function writeInt64(writer: ByteWriter, value: unknown): void {
  if (typeof value === 'number') writeNumber(writer, value);
  else if (Long.isLong(value)) writeLong(writer, value);
  else if (typeof value === 'bigint') writeBigint(writer, value);
  else if (typeof value === 'string' && digitsPattern.test(value)) writeDigits(writer, value);
  else throw wrongType('an integer', value);
}

/** Accepts a number outside the safe integers as it is: nothing shows whether it lost digits before. */
function writeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isInteger(value)) throw wrongType('an integer', value);
  if (value < -limit || value >= limit) throw outOfRange(range);
  writer.int64FromNumber(value);
}

function writeLong(writer: ByteWriter, value: Long): void {
  if (value.unsigned && value.high < 0) throw outOfRange(range);
  writer.int64(value.high, value.low);
}

/** Refuses texts with very many leading zeros: the time to read digits grows with the square of their number. */
function writeDigits(writer: ByteWriter, digits: string): void {
  if (digits.length > 64) throw outOfRange(range);
  writeBigint(writer, BigInt(digits));
}

function writeBigint(writer: ByteWriter, value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) throw outOfRange(range);
  writer.int64(Number(value >> 32n), Number(value & 0xffff_ffffn));
}
