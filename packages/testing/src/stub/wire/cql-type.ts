// CQL types: parsed from their names, and written as the protocol's [option] (v5 spec, section 4.2.5.2).

import type { BodyWriter } from './body-writer';

const nativeCode = {
  ascii: 0x01,
  bigint: 0x02,
  blob: 0x03,
  boolean: 0x04,
  counter: 0x05,
  decimal: 0x06,
  double: 0x07,
  float: 0x08,
  int: 0x09,
  timestamp: 0x0b,
  uuid: 0x0c,
  text: 0x0d,
  varchar: 0x0d,
  varint: 0x0e,
  timeuuid: 0x0f,
  inet: 0x10,
  date: 0x11,
  time: 0x12,
  smallint: 0x13,
  tinyint: 0x14,
  duration: 0x15,
} as const;

const customCode = 0x00;
const list = 0x20;
const map = 0x21;
const setCode = 0x22;
const udt = 0x30;
const tuple = 0x31;

/** The name of a native type. */
export type NativeTypeName = keyof typeof nativeCode;

/** A user-defined type, made by `userType`. */
export interface UserType {
  readonly kind: 'udt';
  readonly keyspace: string;
  readonly name: string;
  readonly fields: readonly (readonly [name: string, type: CqlType])[];
}

/** A CQL type as a structure. */
export type CqlType =
  | { readonly kind: 'native'; readonly name: NativeTypeName }
  | { readonly kind: 'list' | 'set'; readonly element: CqlType }
  | { readonly kind: 'map'; readonly key: CqlType; readonly value: CqlType }
  | { readonly kind: 'tuple'; readonly elements: readonly CqlType[] }
  | { readonly kind: 'vector'; readonly element: CqlType; readonly dimension: number }
  | { readonly kind: 'custom'; readonly className: string }
  | UserType;

/** A type in a script: `'int'`, `'map<text, frozen<list<int>>>'`, or a structured type such as `userType(...)`. */
export type TypeName = string | CqlType;

/** A user-defined type: `userType('app', 'address', { street: 'text', zip: 'int' })`. */
export function userType(keyspace: string, name: string, fields: Readonly<Record<string, TypeName>>): UserType {
  return {
    kind: 'udt',
    keyspace,
    name,
    fields: Object.entries(fields).map(([field, type]) => [field, parseType(type)] as const),
  };
}

/** The type `set<element>`. */
export const setOf = (element: TypeName): CqlType => ({ kind: 'set', element: parseType(element) });
/** The type `list<element>`. */
export const listOf = (element: TypeName): CqlType => ({ kind: 'list', element: parseType(element) });
/** The type `map<key, value>`. */
export const mapOf = (key: TypeName, value: TypeName): CqlType => ({
  kind: 'map',
  key: parseType(key),
  value: parseType(value),
});
/** The type `tuple<...elements>`. */
export const tupleOf = (...elements: readonly TypeName[]): CqlType => ({
  kind: 'tuple',
  elements: elements.map(parseType),
});

/** Splits the arguments of `name<a, b<c, d>>` at the outer commas. */
function splitArguments(text: string): string[] {
  const result: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '<') {
      depth++;
    } else if (character === '>') {
      depth--;
    } else if (character === ',' && depth === 0) {
      result.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...result, text.slice(start)];
}

export function parseType(type: TypeName): CqlType {
  if (typeof type !== 'string') {
    return type;
  }
  const text = type.trim();
  if (Object.hasOwn(nativeCode, text)) {
    return { kind: 'native', name: text as NativeTypeName };
  }
  const [, outer, inner] = /^(\w+)\s*<(.*)>$/s.exec(text) ?? [];
  const parameters = inner === undefined ? [] : splitArguments(inner);
  if (outer === 'vector' && parameters.length === 2) {
    return { kind: 'vector', element: parseType(parameters[0]!), dimension: Number(parameters[1]) };
  }
  const types = parameters.map(parseType);
  const [first, second] = types;
  if (outer === 'frozen' && first !== undefined && types.length === 1) {
    return first;
  }
  if ((outer === 'list' || outer === 'set') && first !== undefined && types.length === 1) {
    return { kind: outer, element: first };
  }
  if (outer === 'map' && first !== undefined && second !== undefined && types.length === 2) {
    return { kind: 'map', key: first, value: second };
  }
  if (outer === 'tuple' && types.length > 0) {
    return { kind: 'tuple', elements: types };
  }
  throw new TypeError(`'${type}' is not a CQL type the stub knows; a user-defined type is made with userType(...)`);
}

export function writeType(writer: BodyWriter, type: CqlType): void {
  switch (type.kind) {
    case 'native':
      writer.uint16(nativeCode[type.name]);
      return;
    case 'list':
    case 'set':
      writer.uint16(type.kind === 'list' ? list : setCode);
      writeType(writer, type.element);
      return;
    case 'map':
      writer.uint16(map);
      writeType(writer, type.key);
      writeType(writer, type.value);
      return;
    case 'tuple':
      writer.uint16(tuple).uint16(type.elements.length);
      type.elements.forEach((element) => writeType(writer, element));
      return;
    case 'udt':
      writer.uint16(udt).string(type.keyspace).string(type.name).uint16(type.fields.length);
      for (const [name, field] of type.fields) {
        writer.string(name);
        writeType(writer, field);
      }
      return;
    case 'vector':
    case 'custom':
      writer.uint16(customCode).string(marshalClass(type));
      return;
  }
}

const marshal = 'org.apache.cassandra.db.marshal.';

const marshalName: Readonly<Record<NativeTypeName, string>> = {
  ascii: 'AsciiType',
  bigint: 'LongType',
  blob: 'BytesType',
  boolean: 'BooleanType',
  counter: 'CounterColumnType',
  decimal: 'DecimalType',
  double: 'DoubleType',
  float: 'FloatType',
  int: 'Int32Type',
  timestamp: 'TimestampType',
  uuid: 'UUIDType',
  text: 'UTF8Type',
  varchar: 'UTF8Type',
  varint: 'IntegerType',
  timeuuid: 'TimeUUIDType',
  inet: 'InetAddressType',
  date: 'SimpleDateType',
  time: 'TimeType',
  smallint: 'ShortType',
  tinyint: 'ByteType',
  duration: 'DurationType',
};

const toHex = (text: string): string => Buffer.from(text).toString('hex');

/** Returns the server's class of a type, as in its custom type strings: frozen at the outermost collection only. */
function marshalClass(type: CqlType, isFrozen = false): string {
  const freeze = (name: string): string => (isFrozen ? marshal + name : `${marshal}FrozenType(${marshal}${name})`);
  switch (type.kind) {
    case 'native':
      return marshal + marshalName[type.name];
    case 'custom':
      return type.className;
    case 'list':
      return freeze(`ListType(${marshalClass(type.element, true)})`);
    case 'set':
      return freeze(`SetType(${marshalClass(type.element, true)})`);
    case 'map':
      return freeze(`MapType(${marshalClass(type.key, true)},${marshalClass(type.value, true)})`);
    case 'tuple':
      return `${marshal}TupleType(${type.elements.map((element) => marshalClass(element, true)).join(',')})`;
    case 'vector':
      return `${marshal}VectorType(${marshalClass(type.element, isFrozen)} , ${type.dimension})`;
    case 'udt': {
      const fields = type.fields.map(([name, field]) => `${toHex(name)}:${marshalClass(field, true)}`);
      return freeze(`UserType(${[type.keyspace, toHex(type.name), ...fields].join(',')})`);
    }
  }
}
