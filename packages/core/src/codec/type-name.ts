import { typeCode, type DataType } from '../protocol/data-type';
import { typeNameOf } from '../protocol/native-types';

/** The CQL text of a type. */
export function cqlTypeName(type: DataType): string {
  switch (type.code) {
    case typeCode.varchar:
      return 'text';
    case typeCode.custom:
      return type.customTypeName === 'vector'
        ? `vector<${cqlTypeName(type.info[0])}, ${type.info[1]}>`
        : `'${type.info}'`;
    case typeCode.list:
      return `list<${cqlTypeName(type.info)}>`;
    case typeCode.set:
      return `set<${cqlTypeName(type.info)}>`;
    case typeCode.map:
      return `map<${cqlTypeName(type.info[0])}, ${cqlTypeName(type.info[1])}>`;
    case typeCode.tuple:
      return `tuple<${type.info.map(cqlTypeName).join(', ')}>`;
    case typeCode.udt:
      return type.info.name;
    default:
      return typeNameOf(type.code) ?? `type ${type.code as number}`;
  }
}

/** The name of a type in the `subtype` of a cassandra-driver Vector: with the names of the protocol. */
export function vectorSubtypeName(type: DataType): string {
  switch (type.code) {
    case typeCode.custom:
      return type.customTypeName === 'vector'
        ? `vector<${vectorSubtypeName(type.info[0])}, ${type.info[1]}>`
        : 'custom';
    case typeCode.list:
      return `list<${vectorSubtypeName(type.info)}>`;
    case typeCode.set:
      return `set<${vectorSubtypeName(type.info)}>`;
    case typeCode.map:
      return `map<${vectorSubtypeName(type.info[0])}, ${vectorSubtypeName(type.info[1])}>`;
    case typeCode.tuple:
      return `tuple<${type.info.map(vectorSubtypeName).join(', ')}>`;
    case typeCode.udt:
      return type.info.name;
    default:
      return typeNameOf(type.code) ?? '';
  }
}
