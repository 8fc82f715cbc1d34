// Values for which the text of cassandra-driver's classes is wrong: `Integer.toString` never returns from 309 digits on,
// `BigDecimal.toString` writes every zero of 1E-500000000 and loses the zeros of 12E+3, `InetAddress.toString` drops groups
// between two runs of zeros, `Duration.toString` writes 18 months as 2 years. Such a value is read as a subclass of the
// driver's class with its own text; every other value as the driver's class itself. A subclass has the `constructor` of the
// driver's class, for code that compares or prints it.
import type { Buffer } from 'node:buffer';
import { BigDecimal, Duration, InetAddress, Integer, type Long } from '../../driver/values';
import { decimalText, durationText, integerText, ipv6Text } from './value-texts';
import { readBigint } from './varint-bytes';

/** How many words of 32 bits stay below 309 digits. */
const maxWords = 31;
const digitsPerBit = Math.log10(2);

/** Accepts an Integer: in the documentation of the class, but not in its types. */
const Decimal = BigDecimal as unknown as new (unscaled: Integer, scale: number) => BigDecimal;

class ExactInteger extends Integer {
  override toString(radix = 10): string {
    return integerText(bigintOf(this), radix);
  }
}

class ExactDecimal extends Decimal {
  override toString(): string {
    const bytes = BigDecimal.toBuffer(this);
    return decimalText(readBigint(bytes, 4, bytes.length), bytes.readInt32BE(0));
  }
}

class ExactDuration extends Duration {
  /** In the documentation of the class, but not in its types. */
  declare readonly months: number;
  declare readonly days: number;
  declare readonly nanoseconds: Long;

  override toString(): string {
    return durationText(this.months, this.days, BigInt(this.nanoseconds.toString()));
  }
}

class ExactInetAddress extends InetAddress {
  override toString(encoding?: string): string {
    return encoding === 'hex' ? this.getBuffer().toString('hex') : ipv6Text(this.getBuffer());
  }
}

for (const { prototype } of [ExactInteger, ExactDecimal, ExactDuration, ExactInetAddress]) {
  delete (prototype as { constructor?: unknown }).constructor;
}

/** From words of 32 bits, the least significant word first. */
export function integerOf(words: number[]): Integer {
  return words.length <= maxWords ? Integer.fromBits(words) : new ExactInteger(words, words.at(-1)! >> 31);
}

/** The class of cassandra-driver where its text equals the text of Java: up to six zeros after the point. */
export function decimalOf(unscaled: Integer, scale: number, unscaledBytes: number): BigDecimal {
  const fewestDigits = ((unscaledBytes - 1) * 8 - 1) * digitsPerBit;
  const isPlain = scale >= 0 && scale - 6 < Math.max(fewestDigits, 1) && !(unscaled instanceof ExactInteger);
  return isPlain ? new Decimal(unscaled, scale) : new ExactDecimal(unscaled, scale);
}

export function durationOf(months: number, days: number, nanoseconds: Long): Duration {
  const isPlain =
    Math.abs(months % 12) < 6 && (months | days | nanoseconds.low | nanoseconds.high) !== 0 && !isLeast(nanoseconds);
  return isPlain ? new Duration(months, days, nanoseconds) : new ExactDuration(months, days, nanoseconds);
}

export function inetAddressOf(bytes: Buffer): InetAddress {
  return bytes.length === 16 && hasRunsOfZeros(bytes) ? new ExactInetAddress(bytes) : new InetAddress(bytes);
}

function isLeast({ high, low }: Long): boolean {
  return high === -0x8000_0000 && low === 0;
}

/** Whether there are two or more. */
function hasRunsOfZeros(bytes: Buffer): boolean {
  let runs = 0;
  let wasZero = false;
  for (let index = 0; index < bytes.length; index += 2) {
    const isZero = bytes[index] === 0 && bytes[index + 1] === 0;
    if (isZero && !wasZero) runs++;
    wasZero = isZero;
  }
  return runs > 1;
}

function bigintOf(integer: Integer): bigint {
  const bytes = Integer.toBuffer(integer);
  return readBigint(bytes, 0, bytes.length);
}
