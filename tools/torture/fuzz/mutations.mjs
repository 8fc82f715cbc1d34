// Ways to damage the bytes of a server: on the wire, or below the checksums, which are then corrected.
import { putTogether, takeApart } from './segments.mjs';

const envelopeHeaderLength = 9;
const bodyLengthAt = 5;
/** Lengths and counts that may confuse a reader. */
const temptingIntegers = [
  0, -1, -2, 1, 4, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x1ffff, 0x7fffffff, -0x80000000, 0x10000000,
];

const damages = {
  flip(random, bytes) {
    const damaged = Buffer.from(bytes);
    for (let left = 1 + random.below(3); left > 0; left -= 1)
      damaged[random.below(bytes.length)] ^= 1 << random.below(8);
    return damaged;
  },
  overwrite(random, bytes) {
    const damaged = Buffer.from(bytes);
    random.bytes(1 + random.below(8)).copy(damaged, random.below(bytes.length));
    return damaged;
  },
  cut(random, bytes) {
    return bytes.subarray(0, random.below(bytes.length));
  },
  remove(random, bytes) {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(32))]);
  },
  insert(random, bytes) {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(32)), bytes.subarray(at)]);
  },
  duplicate(random, bytes) {
    const from = random.below(bytes.length);
    const to = Math.min(bytes.length, from + 1 + random.below(random.below(4) === 0 ? bytes.length : 64));
    const at = random.below(2) === 0 ? to : random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)]);
  },
  tempt(random, bytes) {
    const width = random.pick([1, 2, 4]);
    if (bytes.length < width) return damages.flip(random, bytes);
    const damaged = Buffer.from(bytes);
    const value = random.pick(temptingIntegers) << (32 - 8 * width);
    damaged.writeIntBE(value >> (32 - 8 * width), random.below(bytes.length - width + 1), width);
    return damaged;
  },
};

export const damageNames = Object.keys(damages);

/** Makes one to three damages anywhere in the bytes. Returns the damaged bytes and a description. */
export function damage(random, bytes) {
  const done = [];
  let damaged = bytes;
  for (let left = random.below(4) === 0 ? 1 + random.below(3) : 1; left > 0 && damaged.length > 0; left -= 1) {
    const name = random.pick(damageNames);
    damaged = damages[name](random, damaged);
    done.push(name);
  }
  return { bytes: damaged, done };
}

/** Damages the payload of one segment, or loses, duplicates or moves whole segments; every checksum is correct. */
export function damageBelowChecksums(random, stream, isCompressed) {
  const segments = takeApart(stream, isCompressed);
  const index = random.below(segments.length);
  const segment = segments[index];
  const done = [];
  switch (random.below(12)) {
    case 0:
      segments.splice(index, random.below(2), ...(random.below(2) === 0 ? [segment, segment] : []));
      done.push('lose or double a segment');
      break;
    case 1:
      segments.splice(random.below(segments.length), 0, ...segments.splice(index, 1));
      segments[0] = { ...segments[0], isSelfContained: !segments[0].isSelfContained };
      done.push('move a segment');
      break;
    case 2:
      segments[index] = {
        ...segment,
        uncompressedLength: random.pick([0, 1, segment.uncompressedLength + 1, 0x1ffff]),
      };
      done.push('another uncompressed length');
      break;
    default: {
      const damaged = random.below(2) === 0 ? damageBody(random, segment) : damage(random, segment.payload);
      segments[index] = { ...segment, payload: damaged.bytes };
      done.push(...damaged.done);
    }
  }
  return { bytes: putTogether(segments, isCompressed), done };
}

/** Damages the body of the first envelope of a segment, and updates the length in its header. */
function damageBody(random, { payload, uncompressedLength, isSelfContained }) {
  if (uncompressedLength !== 0 || !isSelfContained) return damage(random, payload);
  const end = envelopeHeaderLength + payload.readInt32BE(bodyLengthAt);
  const { bytes, done } = damage(random, payload.subarray(envelopeHeaderLength, end));
  const header = Buffer.from(payload.subarray(0, envelopeHeaderLength));
  header.writeInt32BE(bytes.length, bodyLengthAt);
  return { bytes: Buffer.concat([header, bytes, payload.subarray(end)]), done: ['in a body', ...done] };
}
