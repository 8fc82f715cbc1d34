// time: LocalTime, nanoseconds since midnight.
import type { ValueCodec } from '../value-codec';
import { LocalTime, Long } from '../../driver/values';
import { wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { foreignNanoseconds } from '../driver-values';

const expected = 'a LocalTime or a string like 13:30:54.234';
const clock = /^([01]?\d|2[0-3]):[0-5]?\d(:[0-5]?\d(\.\d{1,9})?)?$/;

export const timeCodec: ValueCodec = {
  size: 8,
  decode: (buffer, position) => new LocalTime(new Long(readInt32(buffer, position + 4), readInt32(buffer, position))),
  encode(writer, value) {
    const nanoseconds = nanosecondsOf(value);
    writer.int64(nanoseconds.high, nanoseconds.low);
  },
};

function nanosecondsOf(value: unknown): Long {
  if (value instanceof LocalTime) return value.getTotalNanoseconds();
  if (typeof value === 'string' && clock.test(value)) return LocalTime.fromString(value).getTotalNanoseconds();
  const nanoseconds = foreignNanoseconds(value);
  if (nanoseconds === undefined) throw wrongType(expected, value);
  return nanoseconds;
}
