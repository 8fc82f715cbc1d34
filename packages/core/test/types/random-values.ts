// Random values of a CQL type, as the classes that cassandra-driver reads it as.
import { types } from 'cassandra-driver';
import { typeCode, type DataType } from '../../src/protocol/data-type';
import type { SeededRandom } from './seeded-random';

export interface ValueOptions {
  /** Maps as Map and sets as Set, for the `encoding` options of the same name. Otherwise plain objects and arrays. */
  readonly asClasses?: boolean;
  readonly asBigint?: boolean;
  /** How often an element of a tuple or a field of a user type is null. */
  readonly nulls?: number;
}

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const unicode = [...ascii, 'é', 'ß', '中', '語', '😀', '🚀', '\u2028', '\u0000', '\n'];
const numbers = [0, -0, 1, -1, 0.1, NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53];
const msLimit = 8.64e15;

export function randomValue(random: SeededRandom, type: DataType, options: ValueOptions = {}): unknown {
  const inner = (innerType: DataType) => randomValue(random, innerType, options);
  const field = (fieldType: DataType) => (random.chance(options.nulls ?? 0) ? null : inner(fieldType));
  switch (type.code) {
    case typeCode.list:
      return random.times(random.integer(1, 4), () => inner(type.info));
    case typeCode.set: {
      const elements = random.times(random.integer(1, 4), () => inner(type.info));
      return options.asClasses === true ? new Set(elements) : elements;
    }
    case typeCode.map: {
      const entries = random.times(random.integer(1, 4), () => [inner(type.info[0]), inner(type.info[1])] as const);
      return options.asClasses === true
        ? new Map(entries)
        : Object.fromEntries(entries.map(([key, value]) => [keyText(key), value]));
    }
    case typeCode.tuple:
      return types.Tuple.fromArray(type.info.map(field));
    case typeCode.udt:
      return Object.fromEntries(type.info.fields.map(({ name, type: fieldType }) => [name, field(fieldType)]));
    case typeCode.custom:
      if (type.customTypeName !== 'vector') return random.bytes(random.integer(0, 20));
      return new types.Vector(random.times(type.info[1], () => inner(type.info[0])));
    default:
      return randomNative(random, type.code, options);
  }
}

/** The texts of these classes are accepted for their types, as they are for keys that were read as properties. */
function keyText(key: unknown): string {
  if (key instanceof Date) return key.toISOString();
  return String(key);
}

function randomNative(random: SeededRandom, code: DataType['code'], options: ValueOptions): unknown {
  switch (code) {
    case typeCode.ascii:
      return randomText(random, ascii);
    case typeCode.text:
    case typeCode.varchar:
      return randomText(random, random.chance(0.5) ? ascii : unicode);
    case typeCode.bigint:
    case typeCode.counter:
      return randomLong(random, options);
    case typeCode.blob:
      return random.bytes(random.integer(0, 100));
    case typeCode.boolean:
      return random.chance(0.5);
    case typeCode.date:
      return types.LocalDate.fromString(String(random.chance(0.2) ? random.word() : random.integer(-9e5, 9e5)));
    case typeCode.decimal:
      return types.BigDecimal.fromString(randomDigits(random, 30).replace(/(.)$/, random.chance(0.7) ? '.$1' : '$1'));
    case typeCode.double:
      return random.chance(0.3) ? random.pick(numbers) : random.bytes(8).readDoubleBE(0);
    case typeCode.duration:
      return randomDuration(random);
    case typeCode.float:
      return random.chance(0.3) ? Math.fround(random.fraction()) : random.bytes(4).readFloatBE(0);
    case typeCode.inet:
      return new types.InetAddress(random.bytes(random.pick([4, 16])));
    case typeCode.int:
      return random.pick([random.word(), random.integer(-200, 200), 0x7fff_ffff, -0x8000_0000]);
    case typeCode.smallint:
      return random.integer(-0x8000, 0x7fff);
    case typeCode.tinyint:
      return random.integer(-0x80, 0x7f);
    case typeCode.time:
      return types.LocalTime.fromMilliseconds(random.integer(0, 86_399_999), random.integer(0, 999_999));
    case typeCode.timestamp:
      return new Date(random.chance(0.1) ? random.pick([-msLimit, msLimit, -1, 0]) : random.integer(-2e12, 4e12));
    case typeCode.timeuuid:
      return types.TimeUuid.fromDate(
        new Date(random.integer(0, 4e12)),
        random.integer(0, 9999),
        random.bytes(6),
        random.bytes(2),
      );
    case typeCode.uuid:
      return new types.Uuid(random.bytes(16));
    case typeCode.varint: {
      const digits = randomDigits(random, 40);
      return options.asBigint === true ? BigInt(digits) : types.Integer.fromString(digits);
    }
    default:
      throw new Error(`No random value for type code ${code}`);
  }
}

function randomText(random: SeededRandom, alphabet: readonly string[]): string {
  const length = random.chance(0.2) ? random.integer(0, 400) : random.integer(0, 24);
  return random.times(length, () => random.pick(alphabet)).join('');
}

function randomLong(random: SeededRandom, options: ValueOptions): unknown {
  const long = random.chance(0.3)
    ? types.Long.fromInt(random.integer(-200, 200))
    : types.Long.fromBits(random.word(), random.word());
  return options.asBigint === true ? BigInt(long.toString()) : long;
}

function randomDigits(random: SeededRandom, most: number): string {
  const digits = random.times(random.integer(1, most), () => String(random.integer(0, 9))).join('');
  return `${random.chance(0.4) ? '-' : ''}${digits.replace(/^0+(?=.)/, '')}`;
}

/** The three parts share a sign. */
function randomDuration(random: SeededRandom): types.Duration {
  const sign = random.pick([1, -1]);
  const part = (limit: number) => sign * random.integer(0, random.pick([1, 200, limit]));
  const nanoseconds = types.Long.fromBits(random.word(), random.integer(0, random.pick([0, 200, 0x7fff_ffff])));
  return new types.Duration(part(0x7fff_ffff), part(0x7fff_ffff), sign < 0 ? nanoseconds.negate() : nanoseconds);
}
