// Values of the classes of another copy of cassandra-driver: two versions in node_modules, a copy inside a bundle, a module
// registry of Jest. `instanceof` is false for them, so value codecs then try these functions. A value is recognised by the
// members of its class, not by the name of the class, because a bundler may have changed the name.
import { isDate, isUint8Array } from 'node:util/types';
import { Duration, Long, type BigDecimal, type Integer } from '../driver/values';

type Members = Readonly<Record<string, unknown>>;

/** The 16 bytes of a Uuid or a TimeUuid. An InetAddress has bytes, too, but also a version. */
export function foreignUuidBytes(value: unknown): Uint8Array | undefined {
  if (!hasMethods(value, 'getBuffer', 'equals', 'toJSON') || 'version' in value) return undefined;
  return bytesOf(value, 'getBuffer', 16);
}

/** The 4 or 16 bytes of an InetAddress. */
export function foreignInetBytes(value: unknown): Uint8Array | undefined {
  if (!hasMethods(value, 'getBuffer', 'equals', 'toJSON')) return undefined;
  if (value.version === 4) return bytesOf(value, 'getBuffer', 4);
  return value.version === 6 ? bytesOf(value, 'getBuffer', 16) : undefined;
}

export function isForeignInteger(value: unknown): value is Integer {
  if (!hasMethods(value, 'getBits', 'getSign', 'toNumber')) return false;
  return typeof value.sign_ === 'number' && Array.isArray(value.bits_) && value.bits_.every(Number.isInteger);
}

export function isForeignDecimal(value: unknown): value is BigDecimal {
  return hasMethods(value, 'toNumber', 'compare') && isForeignInteger(value._intVal) && Number.isInteger(value._scale);
}

export function foreignDuration(value: unknown): Duration | undefined {
  if (!hasMethods(value, 'toBuffer', 'equals')) return undefined;
  const { months, days, nanoseconds } = value;
  if (!Number.isInteger(months) || !Number.isInteger(days) || !Long.isLong(nanoseconds)) return undefined;
  return new Duration(months as number, days as number, Long.fromBits(nanoseconds.low, nanoseconds.high));
}

/** The 4 bytes of a LocalDate. */
export function foreignDateBytes(value: unknown): Uint8Array | undefined {
  if (!hasMethods(value, 'toBuffer', 'compare') || !isDate(value.date)) return undefined;
  return bytesOf(value, 'toBuffer', 4);
}

/** The nanoseconds of a LocalTime. */
export function foreignNanoseconds(value: unknown): Long | undefined {
  if (!hasMethods(value, 'getTotalNanoseconds', 'toBuffer', 'compare')) return undefined;
  const nanoseconds = (value as unknown as { getTotalNanoseconds(): unknown }).getTotalNanoseconds();
  return Long.isLong(nanoseconds) ? nanoseconds : undefined;
}

/** The elements of a Tuple. */
export function foreignElements(value: unknown): readonly unknown[] | undefined {
  if (!hasMethods(value, 'get', 'values', 'toJSON') || !Array.isArray(value.elements)) return undefined;
  return value.length === value.elements.length ? (value.elements as unknown[]) : undefined;
}

function hasMethods(value: unknown, ...names: readonly string[]): value is Members {
  return (
    typeof value === 'object' && value !== null && names.every((name) => typeof (value as Members)[name] === 'function')
  );
}

function bytesOf(value: Members, method: string, length: number): Uint8Array | undefined {
  const bytes = (value as Readonly<Record<string, () => unknown>>)[method]!();
  return isUint8Array(bytes) && bytes.length === length ? bytes : undefined;
}
