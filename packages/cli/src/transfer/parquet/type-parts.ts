// The parts of a CQL type.
import { types, type DataType } from '@async-cassandra/core';

const { dataTypes } = types;

export interface TypeField {
  readonly name: string;
  readonly type: DataType;
}

/** A tuple has no names: its fields are called `field_1`, `field_2` and so on. */
export type TypeParts =
  | { readonly kind: 'list'; readonly element: DataType }
  | { readonly kind: 'map'; readonly key: DataType; readonly value: DataType }
  | { readonly kind: 'tuple' | 'udt'; readonly fields: readonly TypeField[] };

/** Returns undefined for a type without parts. A set and a vector have the parts of a list. */
export function partsOf(type: DataType): TypeParts | undefined {
  switch (type.code) {
    case dataTypes.list:
    case dataTypes.set:
      return { kind: 'list', element: type.info as DataType };
    case dataTypes.map: {
      const [key, value] = type.info as readonly [DataType, DataType];
      return { kind: 'map', key, value };
    }
    case dataTypes.tuple: {
      const elements = type.info as readonly DataType[];
      return { kind: 'tuple', fields: elements.map((each, i) => ({ name: `field_${i + 1}`, type: each })) };
    }
    case dataTypes.udt:
      return { kind: 'udt', fields: (type.info as { readonly fields: readonly TypeField[] }).fields };
    default:
      return 'customTypeName' in type && type.customTypeName === 'vector'
        ? { kind: 'list', element: type.info[0] }
        : undefined;
  }
}
