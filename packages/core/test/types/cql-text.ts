// Types as CREATE TABLE and CREATE TYPE write them.
import { typeCode, type DataType } from '../../src/protocol/data-type';
import { cqlTypeName } from '../../src/codec/type-name';

/** What stands inside another type has to be frozen; vectors always are, without the word. */
export function cqlText(type: DataType, isInner = false): string {
  const isFrozen = isInner && type.info !== null && type.code !== typeCode.custom;
  return isFrozen ? `frozen<${structureText(type)}>` : structureText(type);
}

function structureText(type: DataType): string {
  switch (type.code) {
    case typeCode.list:
      return `list<${cqlText(type.info, true)}>`;
    case typeCode.set:
      return `set<${cqlText(type.info, true)}>`;
    case typeCode.map:
      return `map<${type.info.map((inner) => cqlText(inner, true)).join(', ')}>`;
    case typeCode.tuple:
      return `tuple<${type.info.map((inner) => cqlText(inner, true)).join(', ')}>`;
    case typeCode.custom:
      return type.customTypeName === 'vector'
        ? `vector<${cqlText(type.info[0], true)}, ${type.info[1]}>`
        : `'${type.info}'`;
    default:
      return cqlTypeName(type);
  }
}

/** CREATE TYPE for every user type in a type, those first that others hold. */
export function userTypeStatements(type: DataType): string[] {
  const inner = innerTypes(type).flatMap(userTypeStatements);
  if (type.code !== typeCode.udt) return inner;
  const fields = type.info.fields.map((field) => `${field.name} ${cqlText(field.type, true)}`);
  return [...inner, `CREATE TYPE ${type.info.name} (${fields.join(', ')})`];
}

export function innerTypes(type: DataType): readonly DataType[] {
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

/** Whether the server may give a value back in another order, or without twins. */
export function hasNoOrder(type: DataType): boolean {
  return type.code === typeCode.set || type.code === typeCode.map || innerTypes(type).some(hasNoOrder);
}
