// The TypeScript type of a CQL type, read and written: the table of docs/values.md, with the project's encoding and codecs.
import type { EncodingOptions } from '@async-cassandra/core';
import { codecNameOf, partsOf, qualified, type CqlType } from '../schema/cql-type';
import type { Spec } from '../schema/schema-facts';
import { columnKey, type OwnType, type OwnTypes } from './own-types';
import { propertyName } from './typescript-text';
import type { UserTypeNames } from './user-type-names';

const decimalText = '`${bigint}`';

/** `read` and `write` of native types. Names that begin with a capital are exports of core. */
const natives: Readonly<Record<string, OwnType>> = {
  ascii: same('string'),
  text: same('string'),
  boolean: { read: 'boolean', write: "boolean | 0 | 1 | 'true' | 'false'" },
  tinyint: { read: 'number', write: `number | bigint | Long | ${decimalText}` },
  smallint: { read: 'number', write: `number | bigint | Long | ${decimalText}` },
  int: { read: 'number', write: `number | bigint | Long | ${decimalText}` },
  bigint: { read: 'Long', write: 'Long | bigint | number | string' },
  counter: { read: 'Long', write: 'Long | bigint | number | string' },
  varint: { read: 'Integer', write: 'Integer | bigint | number | string' },
  decimal: { read: 'BigDecimal', write: 'BigDecimal | bigint | number | string' },
  float: { read: 'number', write: 'number | `${number}`' },
  double: { read: 'number', write: 'number | `${number}`' },
  blob: { read: 'Buffer', write: 'Uint8Array' },
  custom: { read: 'Buffer', write: 'Uint8Array' },
  uuid: { read: 'Uuid', write: 'Uuid | string' },
  timeuuid: { read: 'TimeUuid', write: 'TimeUuid | Uuid | string' },
  inet: { read: 'InetAddress', write: 'InetAddress | string' },
  timestamp: { read: 'Date', write: 'Date | number | string' },
  date: { read: 'LocalDate', write: 'LocalDate | Date | string' },
  time: { read: 'LocalTime', write: 'LocalTime | string' },
  duration: same('Duration'),
};

function same(type: string): OwnType {
  return { read: type, write: type };
}

/** The exports of core that generated types may name. */
const coreNames =
  /\b(?:BigDecimal|Duration|InetAddress|Integer|LocalDate|LocalTime|Long|TimeUuid|Tuple|Uuid|Vector)\b/g;

/** The server's own tables, and the journal of migrations, always have default values (as in core's codec/conversions.ts). */
const systemKeyspace =
  /^system(?:_(?:auth|distributed|schema|traces|views|virtual_schema|cluster_metadata|metadata))?$/;
const journalTable = 'async_cassandra_migrations';
const serverName = /^(?:\[.*\]|(?:system\.)?token\(.*\)|partition key token|idx\(.*\))$/s;
const listed = /^in\((.*)\)$/is;
const element = /^(?:key|value)\((.*)\)$/is;

type Direction = 'read' | 'write';

/** How the values of a column come about: with codecs or, inside the values of a column with a codec, without. */
interface Way {
  readonly direction: Direction;
  readonly isPlain: boolean;
}

export class ValueTypes {
  /** The exports of core that the types name. */
  readonly coreNames = new Set<string>();

  readonly #encoding: EncodingOptions;
  readonly #own: OwnTypes;
  readonly #userTypes: UserTypeNames;

  constructor(encoding: EncodingOptions, own: OwnTypes, userTypes: UserTypeNames) {
    this.#encoding = encoding;
    this.#own = own;
    this.#userTypes = userTypes;
  }

  /** The type of a column's values, without null. */
  read(spec: Spec): string {
    return this.#ofColumn(spec, 'read');
  }

  /** The type of what may be passed for a parameter, without null. */
  write(spec: Spec): string {
    return this.#ofColumn(spec, 'write');
  }

  /** The type of a field of a user type. */
  field(type: CqlType, direction: Direction): string {
    return this.#type(type, { direction, isPlain: false });
  }

  #ofColumn({ keyspace, table, name, type }: Spec, direction: Direction): string {
    const plain = { direction, isPlain: true };
    if (systemKeyspace.test(keyspace) || table === journalTable || serverName.test(name))
      return this.#type(type, plain);
    const { ofColumns } = this.#own;
    const own = ofColumns.get(columnKey(keyspace, table, name));
    if (own !== undefined) return this.#noted(own[direction]);
    const inList = listed.exec(name)?.[1];
    const elements = inList === undefined ? undefined : ofColumns.get(columnKey(keyspace, table, inList));
    if (elements !== undefined && Array.isArray(type)) return this.#noted(arrayOf(elements[direction], direction));
    const holder = element.exec(name)?.[1];
    const isInside = holder !== undefined && ofColumns.has(columnKey(keyspace, table, holder));
    return this.#type(type, { direction, isPlain: isInside });
  }

  #type(type: CqlType, way: Way): string {
    const own = way.isPlain ? undefined : this.#own.ofTypes.get(codecNameOf(type));
    return this.#noted(own?.[way.direction] ?? this.#defaultType(type, way));
  }

  #defaultType(type: CqlType, way: Way): string {
    if (typeof type === 'string') return this.#native(type)[way.direction];
    const inner = (part: CqlType) => this.#type(part, way);
    const isRead = way.direction === 'read';
    switch (type[0]) {
      case 'list':
        return arrayOf(inner(type[1]), way.direction);
      case 'set':
        if (!isRead) return arrayOf(inner(type[1]), way.direction);
        return this.#encoding.set === undefined
          ? arrayOf(inner(type[1]), 'read')
          : this.#collection(this.#encoding.set, [inner(type[1])]);
      case 'map':
        return this.#map(type[1], inner(type[1]), inner(type[2]), way);
      case 'vector':
        return isRead ? 'Vector' : vectorInput(type[1], inner(type[1]));
      case 'tuple':
        return isRead
          ? 'Tuple'
          : `Tuple | readonly [${tupleParts(type)
              .map((part) => `${inner(part)} | null | undefined`)
              .join(', ')}]`;
      default:
        return this.#userType(type, way);
    }
  }

  #native(name: string): OwnType {
    const { useBigIntAsLong, useBigIntAsVarint } = this.#encoding;
    const isBigint =
      name === 'varint' ? useBigIntAsVarint : (name === 'bigint' || name === 'counter') && useBigIntAsLong;
    const { read, write } = natives[name] ?? natives.custom!;
    return isBigint === true ? { read: 'bigint', write } : { read, write };
  }

  #map(key: CqlType, keyText: string, value: string, { direction, isPlain }: Way): string {
    const hasOwnKeys = !isPlain && this.#hasOwnValues(key);
    if (direction === 'write') {
      // Names of properties are texts of keys; keys of a codec need a Map.
      const asMap = `ReadonlyMap<${keyText}, ${value}>`;
      return hasOwnKeys ? asMap : `Readonly<Record<string, ${value}>> | ${asMap}`;
    }
    const collection = this.#encoding.map ?? (hasOwnKeys ? Map : undefined);
    return collection === undefined ? `Record<string, ${value}>` : this.#collection(collection, [keyText, value]);
  }

  /** The classes of the options are known by their names only; a class that is not built in has no type to import. */
  #collection(collection: Function, parts: readonly string[]): string {
    return collection === Map || collection === Set ? `${collection.name}<${parts.join(', ')}>` : 'any';
  }

  #hasOwnValues(type: CqlType): boolean {
    if (this.#own.ofTypes.has(codecNameOf(type))) return true;
    const parts =
      typeof type !== 'string' && type[0] === 'type' ? this.#userTypes.fieldTypes(type[1], type[2]) : partsOf(type);
    return parts.some((part) => this.#hasOwnValues(part));
  }

  #userType(type: readonly ['type', keyspace: string, name: string], { direction }: Way): string {
    const [, keyspace, name] = type;
    const registered = this.#own.classes.get(qualified(keyspace, name));
    if (direction === 'read' && registered !== undefined) return registered;
    return this.#userTypes.nameOf(keyspace, name, direction);
  }

  #noted(text: string): string {
    for (const [name] of text.matchAll(coreNames)) this.coreNames.add(name);
    return text;
  }
}

function tupleParts(type: readonly ['tuple', ...CqlType[]]): readonly CqlType[] {
  return type.slice(1) as CqlType[];
}

function arrayOf(element: string, direction: Direction): string {
  const isSimple = /^[\w.]+(?:\[\])*$/.test(element) || /^\w+<[^|&]*>$/.test(element);
  if (direction === 'read') return isSimple ? `${element}[]` : `(${element})[]`;
  return `${isSimple ? `readonly ${element}[]` : `readonly (${element})[]`} | ReadonlySet<${element}>`;
}

const numbers = new Set<CqlType>(['float', 'double', 'int', 'smallint', 'tinyint']);

function vectorInput(element: CqlType, text: string): string {
  const isNumeric = numbers.has(element) && text === natives[element as string]!.write;
  const typedArrays = isNumeric ? ' | Float32Array | Float64Array | Int8Array | Int16Array | Int32Array' : '';
  return `Vector | readonly (${text})[]${typedArrays}`;
}

/** `{ readonly name: type; ... }`, on one line. */
export function objectType(
  fields: readonly { readonly name: string; readonly type: string; readonly isOptional?: boolean }[],
): string {
  const members = fields.map(
    ({ name, type, isOptional }) => `readonly ${propertyName(name)}${isOptional ? '?' : ''}: ${type}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join('; ')} }`;
}
