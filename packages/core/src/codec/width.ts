// The width of a result or a statement: generated code grows with it, and a schema of unusual width must not block the process.
import { typeCode, type ColumnSpec, type DataType } from '../protocol/data-type';

/** The most types for which code is generated, including the types of fields and elements. The interpreter handles wider ones. */
const widestCompiled = 2048;

export function isTooWideToCompile(columns: readonly ColumnSpec[]): boolean {
  let left = widestCompiled;
  for (const { type } of columns) {
    left = takeTypes(type, left);
    if (left < 0) return true;
  }
  return false;
}

function takeTypes(type: DataType, left: number): number {
  let rest = left - 1;
  for (const part of partsOf(type)) {
    if (rest < 0) return rest;
    rest = takeTypes(part, rest);
  }
  return rest;
}

const none: readonly DataType[] = [];

/** The types of the values that a value contains. */
export function partsOf(type: DataType): readonly DataType[] {
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
      return type.customTypeName === 'vector' ? [type.info[0]] : none;
    default:
      return none;
  }
}
