// decimal: BigDecimal. An [int] scale, then the unscaled value as a varint.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ValueCodec } from '../value-codec';
import { BigDecimal, type Integer } from '../../driver/values';
import { ProtocolError } from '../../errors/protocol-error';
import { outOfRange, wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { readInteger, writeVarintBigint } from './varint-bytes';

/** Takes an Integer: in the class's documentation, not in its types. */
const Decimal = BigDecimal as unknown as new (unscaled: Integer, scale: number) => BigDecimal;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const EXPECTED = 'a BigDecimal, a number, or its string';

export const decimalCodec: ValueCodec = {
  decode(buffer, position, end) {
    if (end - position < 5) throw new ProtocolError(`A decimal has at least 5 bytes, not ${end - position}`);
    return new Decimal(readInteger(buffer, position + 4, end), readInt32(buffer, position));
  },
  encode(writer, value) {
    if (value instanceof BigDecimal) writer.raw(BigDecimal.toBuffer(value));
    else if (typeof value === 'string') writeText(writer, value.trim(), value);
    else if (typeof value === 'number' || typeof value === 'bigint') writeText(writer, String(value), value);
    else throw wrongType(EXPECTED, value);
  },
};

/** All its digits: 1e-30 has a scale of 30, where cassandra-driver's `fromNumber` stops at 20 and writes zero. */
function writeText(writer: ByteWriter, text: string, original: unknown): void {
  const match = DECIMAL.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') throw wrongType(EXPECTED, original);
  const scale = fraction.length - Number(match[4] ?? 0);
  if (scale < -0x8000_0000 || scale > 0x7fff_ffff) throw outOfRange('a decimal with a scale of 32 bits');
  writer.int32(scale);
  const unscaled = BigInt(whole + fraction);
  writeVarintBigint(writer, match[1] === '-' ? -unscaled : unscaled);
}
