// time: LocalTime, nanoseconds since midnight.
import type { ValueCodec } from '../value-codec';
import { LocalTime, Long } from '../../driver/values';
import { wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';

const EXPECTED = 'a LocalTime or a string like 13:30:54.234';
const CLOCK = /^([01]?\d|2[0-3]):[0-5]?\d(:[0-5]?\d(\.\d{1,9})?)?$/;

export const timeCodec: ValueCodec = {
  size: 8,
  decode: (buffer, position) => new LocalTime(new Long(readInt32(buffer, position + 4), readInt32(buffer, position))),
  encode(writer, value) {
    const nanoseconds = toLocalTime(value).getTotalNanoseconds();
    writer.int64(nanoseconds.high, nanoseconds.low);
  },
};

function toLocalTime(value: unknown): LocalTime {
  if (value instanceof LocalTime) return value;
  if (typeof value === 'string' && CLOCK.test(value)) return LocalTime.fromString(value);
  throw wrongType(EXPECTED, value);
}
