// The text of a varint or a decimal. The driver's own method does not end from 309 digits on; values that a session has read have a
// corrected one, but values that an application creates do not.
import { BigDecimal, Integer } from '@async-cassandra/core';

/** The number of bytes up to which the driver's own method is safe: fewer than 300 digits. */
const safeBytes = 120;
/** A larger exponent is written as an exponent: a short number has a short text. */
const safeScale = 300;

export function numberText(value: Integer | BigDecimal): string {
  if (Object.hasOwn(value, 'toString')) return value.toString();
  const bytes = value instanceof Integer ? Integer.toBuffer(value) : BigDecimal.toBuffer(value);
  if (value instanceof Integer) return bytes.length <= safeBytes ? value.toString() : bigintOf(bytes).toString();
  const scale = bytes.readInt32BE();
  if (bytes.length <= safeBytes && Math.abs(scale) <= safeScale) return value.toString();
  return `${bigintOf(bytes.subarray(4))}E${-scale}`;
}

function bigintOf(bytes: Buffer): bigint {
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex') || '0'}`));
}
