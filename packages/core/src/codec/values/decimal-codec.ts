// decimal: BigDecimal. An [int] scale, then the unscaled value as a varint.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ValueCodec } from '../value-codec';
import { BigDecimal } from '../../driver/values';
import { ProtocolError } from '../../errors/protocol-error';
import { outOfRange, wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { isForeignDecimal } from '../driver-values';
import { decimalOf, integerOf } from './exact-values';
import { readWords, writeVarintBigint } from './varint-bytes';
import { parseDigits } from './varint-codec';

const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const expectedScale = 'a decimal with a scale of 32 bits';
const expected = 'a BigDecimal, a number, or its string';

export const decimalCodec: ValueCodec = {
  decode(buffer, position, end) {
    const digits = position + 4;
    if (digits > end) throw new ProtocolError(`A decimal has at least 4 bytes, not ${end - position}`);
    return decimalOf(integerOf(readWords(buffer, digits, end)), readInt32(buffer, position), end - digits);
  },
  encode(writer, value) {
    if (value instanceof BigDecimal || isForeignDecimal(value)) writer.raw(bytesOf(value));
    else if (typeof value === 'string') writeText(writer, value.trim(), value);
    else if (typeof value === 'number' || typeof value === 'bigint') writeText(writer, String(value), value);
    else throw wrongType(expected, value);
  },
};

function bytesOf(value: BigDecimal): Buffer {
  try {
    return BigDecimal.toBuffer(value);
  } catch {
    // The error would show the scale.
    throw outOfRange(expectedScale);
  }
}

/** Writes all digits: 1e-30 has a scale of 30, where cassandra-driver's `fromNumber` stops at 20 and writes zero. */
function writeText(writer: ByteWriter, text: string, original: unknown): void {
  const match = decimal.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') throw wrongType(expected, original);
  const scale = fraction.length - Number(match[4] ?? 0);
  if (scale < -0x8000_0000 || scale > 0x7fff_ffff) throw outOfRange(expectedScale);
  writer.int32(scale);
  const unscaled = parseDigits(whole + fraction);
  writeVarintBigint(writer, match[1] === '-' ? -unscaled : unscaled);
}
