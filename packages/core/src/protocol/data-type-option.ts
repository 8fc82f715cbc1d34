// Decodes the [option] that describes the type of a column (v5 spec, section 4.2.5.2) to the types of `data-type.ts`.
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import type { ByteReader } from './byte-reader';
import { freezeAll } from './freeze-all';
import { typeCode, type DataType, type UserDefinedType } from './data-type';
import { maxTypeDepth, nativeType, unknownOptions } from './native-types';
import { parseMarshalClass } from './marshal-class';

/** Returns a frozen type: see `decodeColumns`. */
export function decodeDataType(reader: ByteReader, depth = 0): DataType {
  if (depth > maxTypeDepth) throw new UnreadableAnswerError(`A type is nested more than ${maxTypeDepth} deep`);
  const code = reader.uint16('the type of a column');
  const options = unknownOptions;
  switch (code) {
    case typeCode.custom:
      return freezeAll(parseMarshalClass(reader.string('the class name of a custom type')));
    case typeCode.list:
    case typeCode.set:
      return Object.freeze({ code, info: decodeDataType(reader, depth + 1), options });
    case typeCode.map:
      return freezeAll({ code, info: [decodeDataType(reader, depth + 1), decodeDataType(reader, depth + 1)], options });
    case typeCode.udt:
      return freezeAll({ code, info: decodeUserType(reader, depth), options });
    case typeCode.tuple: {
      const elements: DataType[] = [];
      for (let left = reader.uint16('the size of a tuple type'); left > 0; left--) {
        elements.push(decodeDataType(reader, depth + 1));
      }
      return freezeAll({ code, info: elements, options });
    }
    default: {
      const native = nativeType(code);
      if (native === undefined)
        throw new UnreadableAnswerError(`0x${code.toString(16).padStart(4, '0')} is not the code of a type`);
      return native;
    }
  }
}

function decodeUserType(reader: ByteReader, depth: number): UserDefinedType['info'] {
  const keyspace = reader.string('the keyspace of a user type');
  const name = reader.string('the name of a user type');
  const fields: { name: string; type: DataType }[] = [];
  for (let left = reader.uint16('the number of fields of a user type'); left > 0; left--) {
    const fieldName = reader.string('the name of a field of a user type');
    fields.push({ name: fieldName, type: decodeDataType(reader, depth + 1) });
  }
  return { keyspace, name, fields };
}
