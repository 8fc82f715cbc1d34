// duration: Duration. Months, days and nanoseconds as zigzag vints.
import type { ValueCodec } from '../value-codec';
import { Duration, Long } from '../../driver/values';
import { foreignDuration } from '../driver-values';
import { durationOf } from './exact-values';
import { wrongType } from '../invalid-value';
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
    writer.raw(duration.toBuffer());
  },
};
