// duration: Duration. Months, days and nanoseconds as zigzag vints.
import type { ValueCodec } from '../value-codec';
import { Duration, Long } from '../../driver/values';
import { foreignDuration } from '../driver-values';
import { durationOf } from './exact-values';
import { outOfRange, wrongType } from '../invalid-value';
import { VintReader } from './vint';

const vint = new VintReader();

export const durationCodec: ValueCodec = {
  decode(buffer, position, end) {
    vint.read(buffer, position, end);
    const months = (vint.low >>> 1) ^ -(vint.low & 1);
    vint.read(buffer, vint.position, end);
    const days = (vint.low >>> 1) ^ -(vint.low & 1);
    vint.read(buffer, vint.position, end);
    const sign = -(vint.low & 1);
    const low = ((vint.low >>> 1) | (vint.high << 31)) ^ sign;
    return durationOf(months, days, new Long(low, (vint.high >>> 1) ^ sign));
  },
  encode(writer, value) {
    const duration = value instanceof Duration ? value : foreignDuration(value);
    if (duration === undefined) throw wrongType('a Duration', value);
    checkParts(duration);
    writer.raw(duration.toBuffer());
  },
};

/** The checks of the server, whose error does not name the column. */
function checkParts(duration: Duration): void {
  // In the documentation of the class, but not in its types.
  const { months, days, nanoseconds } = duration as unknown as Readonly<Record<string, unknown>>;
  if (!isInt32(months) || !isInt32(days)) throw outOfRange('a Duration whose months and days are integers of 32 bits');
  if (!Long.isLong(nanoseconds)) throw wrongType('a Duration whose nanoseconds are a Long', nanoseconds);
  const signs = new Set([Math.sign(months), Math.sign(days), Math.sign(nanoseconds.compare(Long.ZERO))]);
  if (signs.has(1) && signs.has(-1)) throw outOfRange('a Duration whose parts have the same sign');
}

function isInt32(part: unknown): part is number {
  return Number.isInteger(part) && (part as number) === ((part as number) | 0);
}
