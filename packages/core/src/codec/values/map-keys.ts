// The names of a map's keys as properties of a plain object: the CQL text of the key, or JSON for a key that contains other
// values. Two keys never share a name, and a name that was read is understood when the object is written.
import type { Buffer } from 'node:buffer';
import type { LocalDate, Tuple } from '../../driver/values';
import { typeCode, type DataType } from '../../protocol/data-type';
import { setProperty } from '../set-property';
import { dateText } from './date-text';
import { elementsOf } from './list-codec';
import { readField } from './user-type-codec';

type Convert = (value: unknown) => unknown;

const hex = /^0x(?:[\da-f]{2})*$/i;

export interface MapKeys {
  /** The name of a key that was read. */
  readonly toName: (key: unknown) => string;
  /** The key of a name, as the codec of the keys accepts it. */
  readonly fromName: (name: string) => unknown;
  /** Whether keys with different bytes may be the same JavaScript value, or have the same text: NaN, true, 1 in two bytes. */
  readonly mayShareNames: boolean;
}

export function mapKeysOf(type: DataType): MapKeys {
  const isNested = innerTypes(type).length > 0;
  const toJson = toJsonOf(type);
  const fromJson = fromJsonOf(type);
  return {
    toName: isNested ? (key) => (key === null ? 'null' : JSON.stringify(toJson(key))) : (key) => String(toJson(key)),
    fromName: isNested ? (name) => fromNested(name, fromJson) : fromJson,
    mayShareNames: mayShareNames(type),
  };
}

/** A name that is not JSON goes to the codec unchanged, whose error names the expected value. */
function fromNested(name: string, fromJson: Convert): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(name);
  } catch {
    return name;
  }
  return fromJson(parsed);
}

/** Adds an entry under its name, or under the bytes of its key when another key already has the name. */
export function addEntry(
  object: object,
  name: string,
  value: unknown,
  buffer: Buffer,
  start: number,
  end: number,
): void {
  setProperty(object, Object.hasOwn(object, name) ? `0x${buffer.toString('hex', start, end)}` : name, value);
}

/** Keeps numbers as numbers and texts as texts, as the JSON of Cassandra does. */
function toJsonOf(type: DataType): Convert {
  const inner = innerTypes(type).map(toJsonOf);
  switch (type.code) {
    case typeCode.int:
    case typeCode.smallint:
    case typeCode.tinyint:
    case typeCode.boolean:
      return (value) => value;
    case typeCode.float:
    case typeCode.double:
      return orNull((value) => (Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value)));
    case typeCode.timestamp:
      return orNull((value) => (value as Date).toISOString());
    case typeCode.date:
      return orNull((value) => dateText(value as LocalDate));
    case typeCode.blob:
      return hexText;
    case typeCode.list:
    case typeCode.set:
      return orNull((value) => elementsOf(value as unknown[]).map(inner[0]!));
    case typeCode.map:
      return orNull((value) => objectOf(Object.keys(value as object), value, () => inner[1]!));
    case typeCode.tuple:
      return orNull((value) => (value as Tuple).elements.map((item: unknown, index: number) => inner[index]!(item)));
    case typeCode.udt: {
      const names = type.info.fields.map(({ name }) => name);
      return orNull((value) => objectOf(names, value, (index) => inner[index]!));
    }
    case typeCode.custom:
      if (type.customTypeName !== 'vector') return hexText;
      return orNull((value) => [...(value as Iterable<unknown>)].map(inner[0]!));
    default:
      return orNull(String);
  }
}

/** Converts back to a value that the codec accepts. Other values go to the codec unchanged, whose error names the expected value. */
function fromJsonOf(type: DataType): Convert {
  const inner = innerTypes(type).map(fromJsonOf);
  switch (type.code) {
    case typeCode.blob:
      return bytesOf;
    case typeCode.list:
    case typeCode.set:
      return (value) => (Array.isArray(value) ? value.map(inner[0]!) : value);
    case typeCode.tuple:
      return (value) => (Array.isArray(value) ? value.map((item, index) => inner[index]?.(item) ?? item) : value);
    case typeCode.udt: {
      const names = type.info.fields.map(({ name }) => name);
      return (value) => (isObject(value) ? objectOf(names, value, (index) => inner[index]!) : value);
    }
    case typeCode.map:
      return (value) => (isObject(value) ? objectOf(Object.keys(value), value, () => inner[1]!) : value);
    case typeCode.custom:
      if (type.customTypeName !== 'vector') return bytesOf;
      return (value) => (Array.isArray(value) ? value.map(inner[0]!) : value);
    default:
      return (value) => value;
  }
}

function innerTypes(type: DataType): readonly DataType[] {
  switch (type.code) {
    case typeCode.list:
    case typeCode.set:
      return [type.info];
    case typeCode.map:
    case typeCode.tuple:
      return type.info;
    case typeCode.udt:
      return type.info.fields.map((field) => field.type);
    case typeCode.custom:
      return type.customTypeName === 'vector' ? [type.info[0]] : [];
    default:
      return [];
  }
}

const namesakes: ReadonlySet<number> = new Set([
  ...[typeCode.float, typeCode.double, typeCode.boolean, typeCode.varint, typeCode.decimal],
  // Fields that the value does not have yet are null, and a registered class may convert to any text.
  typeCode.udt,
]);

function mayShareNames(type: DataType): boolean {
  return namesakes.has(type.code) || innerTypes(type).some(mayShareNames);
}

function orNull(convert: Convert): Convert {
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function hexText(value: unknown): unknown {
  return value === null ? null : `0x${(value as Buffer).toString('hex')}`;
}

function bytesOf(value: unknown): unknown {
  return typeof value === 'string' && hex.test(value) ? globalThis.Buffer.from(value.slice(2), 'hex') : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(names: readonly string[], value: unknown, convert: (index: number) => Convert): object {
  const object = {};
  for (const [index, name] of names.entries()) {
    setProperty(object, name, convert(index)(readField(value as Record<string, unknown>, name)));
  }
  return object;
}
