// The CQL type of a column or parameter, in the form in which the snapshot has it: JSON that a person can read.
import { types, type DataType } from '@async-cassandra/core';

/** A native type by its name; `custom` stands for a class of the server that CQL has no name for. */
export type CqlType =
  | string
  | readonly ['list' | 'set', CqlType]
  | readonly ['map', CqlType, CqlType]
  | readonly ['vector', CqlType, number]
  | readonly ['tuple', ...CqlType[]]
  | readonly ['type', keyspace: string, name: string];

/** The fields of the user types that were met, by `keyspace.name`. */
export type UserTypes = Map<string, Readonly<Record<string, CqlType>>>;

const nativeNames = new Map<number, string>(
  Object.entries(types.dataTypes)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([name, code]) => [code, name === 'varchar' ? 'text' : name]),
);
const codes = types.dataTypes;

/** Converts a type of core's metadata, and collects the user types within it. */
export function cqlTypeOf(type: DataType, userTypes: UserTypes): CqlType {
  const inner = (part: DataType) => cqlTypeOf(part, userTypes);
  // The codes are literal types of core; the class of cassandra-driver has the same numbers.
  switch (type.code) {
    case 0x20:
      return ['list', inner(type.info)];
    case 0x22:
      return ['set', inner(type.info)];
    case 0x21:
      return ['map', inner(type.info[0]), inner(type.info[1])];
    case 0x31:
      return ['tuple', ...type.info.map(inner)];
    case 0x30: {
      const { keyspace, name, fields } = type.info;
      userTypes.set(qualified(keyspace, name), Object.fromEntries(fields.map((each) => [each.name, inner(each.type)])));
      return ['type', keyspace, name];
    }
    case 0x00:
      return type.customTypeName === 'vector' ? ['vector', inner(type.info[0]), type.info[1]] : 'custom';
    default:
      return type.code === codes.varchar ? 'text' : (nativeNames.get(type.code) ?? 'custom');
  }
}

/** The key of a table or a user type in the snapshot. */
export function qualified(keyspace: string, name: string): string {
  return `${keyspace}.${name}`;
}

/** The spelling of a type in `codec({ type })`: without `frozen`, user types without their keyspace. */
export function codecNameOf(type: CqlType): string {
  if (typeof type === 'string') return type;
  if (type[0] === 'type') return type[2];
  if (type[0] === 'vector') return `vector<${codecNameOf(type[1])}, ${type[2]}>`;
  const [kind, ...parts] = type;
  return `${kind}<${parts.map(codecNameOf).join(', ')}>`;
}

/** The types directly within a type, except the fields of a user type. */
export function partsOf(type: CqlType): readonly CqlType[] {
  if (typeof type === 'string' || type[0] === 'type') return [];
  if (type[0] === 'vector') return [type[1]];
  const [, ...parts] = type;
  return parts;
}
