// A text that two results share exactly when they can share a decoder: names and types, not the table.
import { typeCode, type ColumnSpec, type DataType } from '../protocol/data-type';

export function columnsSignature(columns: readonly ColumnSpec[]): string {
  let signature = '';
  for (const { name, type } of columns) signature += `${JSON.stringify(name)}${typeSignature(type)},`;
  return signature;
}

function typeSignature(type: DataType): string {
  switch (type.code) {
    case typeCode.list:
    case typeCode.set:
      return `${type.code}<${typeSignature(type.info)}>`;
    case typeCode.map:
    case typeCode.tuple:
      return `${type.code}<${type.info.map(typeSignature).join()}>`;
    case typeCode.udt: {
      const { keyspace, name, fields } = type.info;
      const parts = fields.map((field) => `${JSON.stringify(field.name)}${typeSignature(field.type)}`);
      return `${type.code}${JSON.stringify([keyspace, name])}<${parts.join()}>`;
    }
    case typeCode.custom:
      return type.customTypeName === 'vector'
        ? `v<${typeSignature(type.info[0])},${type.info[1]}>`
        : `0${JSON.stringify(type.info)}`;
    default:
      return String(type.code);
  }
}
