// Encodes JavaScript values as their CQL type (v5 spec, section 6). Deliberately lenient: a script may use `1`, `1n`,
// `'1'` or any object whose `toString` returns such a text. A Buffer is used as the encoded value, for every type.

import { addressBytes, BodyWriter } from './body-writer';
import type { CqlType, NativeTypeName } from './cql-type';
import { signedVintBytes, unsignedVintBytes } from './vint';

const msPerDay = 86_400_000;
const dateEpoch = 0x80000000;

function integerBytes(value: unknown, size: 1 | 2 | 4 | 8): Buffer {
  const bytes = Buffer.alloc(8);
  const number = BigInt(String(value));
  if (number !== BigInt.asIntN(size * 8, number)) {
    throw new RangeError(`${number} does not fit into ${size} byte(s)`);
  }
  bytes.writeBigInt64BE(number);
  return bytes.subarray(8 - size);
}

function varintBytes(value: bigint): Buffer {
  let size = 1;
  while (value !== BigInt.asIntN(size * 8, value)) {
    size++;
  }
  const bits = BigInt.asUintN(size * 8, value);
  return Buffer.from(bits.toString(16).padStart(size * 2, '0'), 'hex');
}

function decimalBytes(value: unknown): Buffer {
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^([-+]?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(String(value)) ?? [];
  if (whole === undefined) {
    throw new TypeError(`'${String(value)}' is not a decimal`);
  }
  const scale = Buffer.alloc(4);
  scale.writeInt32BE(fraction.length - Number(exponent));
  const unscaled = BigInt(whole + fraction);
  return Buffer.concat([scale, varintBytes(sign === '-' ? -unscaled : unscaled)]);
}

function uuidBytes(value: unknown): Buffer {
  const bytes = Buffer.from(String(value).replaceAll('-', ''), 'hex');
  if (bytes.length !== 16) {
    throw new TypeError(`'${String(value)}' is not a uuid`);
  }
  return bytes;
}

function dateBytes(value: unknown): Buffer {
  const bytes = Buffer.alloc(4);
  const day =
    typeof value === 'number'
      ? value
      : Math.floor((value instanceof Date ? value.getTime() : Date.parse(String(value))) / msPerDay);
  bytes.writeUInt32BE(day + dateEpoch);
  return bytes;
}

function timeBytes(value: unknown): Buffer {
  const [, hours, minutes, seconds = '0', fraction = ''] =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(String(value)) ?? [];
  if (hours === undefined) {
    return integerBytes(value, 8);
  }
  const inSeconds = BigInt(hours) * 3600n + BigInt(minutes!) * 60n + BigInt(seconds);
  return integerBytes(inSeconds * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')), 8);
}

export interface DurationValue {
  readonly months: number;
  readonly days: number;
  readonly nanoseconds: number | bigint | { toString(): string };
}

function durationBytes(value: unknown): Buffer {
  const { months, days, nanoseconds } = value as DurationValue;
  return Buffer.concat([
    signedVintBytes(BigInt(months)),
    signedVintBytes(BigInt(days)),
    signedVintBytes(BigInt(String(nanoseconds))),
  ]);
}

function floatBytes(value: unknown, size: 4 | 8): Buffer {
  const bytes = Buffer.alloc(size);
  if (size === 4) {
    bytes.writeFloatBE(Number(value));
  } else {
    bytes.writeDoubleBE(Number(value));
  }
  return bytes;
}

function encodeNative(name: NativeTypeName, value: unknown): Buffer {
  switch (name) {
    case 'ascii':
    case 'text':
    case 'varchar':
      return Buffer.from(String(value));
    case 'tinyint':
      return integerBytes(value, 1);
    case 'smallint':
      return integerBytes(value, 2);
    case 'int':
      return integerBytes(value, 4);
    case 'bigint':
    case 'counter':
      return integerBytes(value, 8);
    case 'timestamp':
      return integerBytes(
        value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : value,
        8,
      );
    case 'boolean':
      return Buffer.from([value === true ? 1 : 0]);
    case 'float':
      return floatBytes(value, 4);
    case 'double':
      return floatBytes(value, 8);
    case 'varint':
      return varintBytes(BigInt(String(value)));
    case 'decimal':
      return decimalBytes(value);
    case 'uuid':
    case 'timeuuid':
      return uuidBytes(value);
    case 'inet':
      return addressBytes(String(value));
    case 'date':
      return dateBytes(value);
    case 'time':
      return timeBytes(value);
    case 'duration':
      return durationBytes(value);
    case 'blob':
      if (typeof value === 'string' && /^0x([0-9a-f]{2})*$/i.test(value)) {
        return Buffer.from(value.slice(2), 'hex');
      }
      if (value instanceof Uint8Array) {
        return Buffer.from(value);
      }
      throw new TypeError('A blob is a Buffer, a Uint8Array or a string such as 0xcafe');
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function entriesOf(value: unknown): [unknown, unknown][] {
  if (isIterable(value)) {
    return [...value] as [unknown, unknown][];
  }
  return Object.entries(value as Record<string, unknown>);
}

function listItems(value: unknown): unknown[] {
  if (!isIterable(value)) {
    throw new TypeError('A list, set, tuple or vector is an array or another iterable');
  }
  return [...value];
}

// Types with a fixed length in a vector; elements of other types have their own length.
const fixedWidth: Partial<Record<NativeTypeName, number>> = {
  boolean: 1,
  int: 4,
  float: 4,
  bigint: 8,
  double: 8,
  timestamp: 8,
  uuid: 16,
  timeuuid: 16,
};

function hasFixedWidth(type: CqlType): boolean {
  return type.kind === 'vector'
    ? hasFixedWidth(type.element)
    : type.kind === 'native' && fixedWidth[type.name] !== undefined;
}

function encodeVector(element: CqlType, dimension: number, value: unknown): Buffer {
  const items = listItems(value);
  if (items.length !== dimension) {
    throw new RangeError(`A vector of ${dimension} got ${items.length} elements`);
  }
  const parts: Buffer[] = [];
  for (const item of items) {
    const bytes = encodeValue(element, item) ?? Buffer.alloc(0);
    if (!hasFixedWidth(element)) {
      parts.push(unsignedVintBytes(BigInt(bytes.length)));
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** Returns the bytes of a value; `null` for null and undefined. */
export function encodeValue(type: CqlType, value: unknown): Buffer | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (Buffer.isBuffer(value)) {
    return value;
  }
  const writer = new BodyWriter();
  switch (type.kind) {
    case 'native':
      return encodeNative(type.name, value);
    case 'custom':
      throw new TypeError('A value of a custom type is given as a Buffer');
    case 'vector':
      return encodeVector(type.element, type.dimension, value);
    case 'list':
    case 'set': {
      const items = listItems(value);
      writer.int32(items.length);
      items.forEach((item) => writer.bytes(encodeValue(type.element, item)));
      return writer.finish();
    }
    case 'map': {
      const entries = entriesOf(value);
      writer.int32(entries.length);
      for (const [key, item] of entries) {
        writer.bytes(encodeValue(type.key, key)).bytes(encodeValue(type.value, item));
      }
      return writer.finish();
    }
    case 'tuple': {
      const items = listItems(value);
      type.elements.forEach((element, index) => writer.bytes(encodeValue(element, items[index])));
      return writer.finish();
    }
    case 'udt': {
      const fields = value as Record<string, unknown>;
      type.fields.forEach(([name, field]) => writer.bytes(encodeValue(field, fields[name])));
      return writer.finish();
    }
  }
}
