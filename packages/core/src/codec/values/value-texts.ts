// The texts of values that JavaScript has no exact text for.
import type { Buffer } from 'node:buffer';

/** The time to write decimal digits grows with the square of their number: half a second for 131,072 bytes, four for a megabyte. */
const maxBytesAsDigits = 131_072;
let maxAsDigits: bigint | undefined;
/** Texts with more digits are refused: reading them takes as long as writing them. */
export const maxDigits = 400_000;

export function integerText(value: bigint, radix = 10): string {
  if (radix === 10 && hasTooManyDigits(value)) {
    return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
  }
  return value.toString(radix);
}

function hasTooManyDigits(value: bigint): boolean {
  if (BigInt.asIntN(64, value) === value) return false;
  // The limit has 128 kB itself: few processes need it.
  maxAsDigits ??= 1n << BigInt(maxBytesAsDigits * 8 - 1);
  return value >= maxAsDigits || value < -maxAsDigits;
}

/** As `java.math.BigDecimal.toString` writes it: with an exponent when the scale is negative or six zeros would come first. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = integerText(unscaled < 0n ? -unscaled : unscaled);
  if (scale === 0) return sign + digits;
  if (digits.startsWith('0x')) return `${sign}${digits}E${scale > 0 ? '' : '+'}${-scale}`;
  const exponent = digits.length - 1 - scale;
  if (scale > 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, '0');
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits[0]}${fraction}${exponent === 0 ? '' : `E${exponent > 0 ? '+' : ''}${exponent}`}`;
}

const unitsInNanoseconds: readonly [unit: string, size: bigint][] = [
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
];

/** As Cassandra writes it: 1y6mo12d4h30m. The parts of a duration have the same sign. */
export function durationText(months: number, days: number, nanoseconds: bigint): string {
  const isNegative = months < 0 || days < 0 || nanoseconds < 0n;
  let text = '';
  const add = (amount: number | bigint, unit: string): void => {
    if (amount !== 0 && amount !== 0n) text += `${amount}${unit}`;
  };
  const allMonths = Math.abs(months);
  add(Math.trunc(allMonths / 12), 'y');
  add(allMonths % 12, 'mo');
  add(Math.abs(days), 'd');
  let rest = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  for (const [unit, size] of unitsInNanoseconds) {
    add(rest / size, unit);
    rest %= size;
  }
  if (text === '') return '0ns';
  return isNegative ? `-${text}` : text;
}

/** From 16 bytes; `::` stands for the first of the longest runs of zeros, however short. */
export function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2));
  const run = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > run.length) Object.assign(run, { start, length: end - start });
    start = end;
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return run.length === 0 ? text(0, 8) : `${text(0, run.start)}::${text(run.start + run.length, 8)}`;
}
