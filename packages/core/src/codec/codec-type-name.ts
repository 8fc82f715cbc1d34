// The name of a codec's type, in the one spelling that types are looked up by.
import { ConfigurationError } from '../errors/async-cassandra-error';
import { visibleText } from '../errors/visible-text';
import { nearestName } from '../options/nearest-name';
import { parseCqlType } from '../protocol/cql-type';
import { typeCode, type UserDefinedType } from '../protocol/data-type';
import { nativeTypeNamed, unknownOptions } from '../protocol/native-types';
import { cqlTypeName } from './type-name';

const natives = Object.keys(typeCode).filter((name) => nativeTypeNamed(name) !== undefined);

/** @throws ConfigurationError when the text is not a type, or when it is a name that nearly equals the name of a native type. */
export function codecTypeName(text: string): string {
  try {
    return cqlTypeName(parseCqlType(folded(text), (name) => userType(name, text)));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(visibleText(`Option 'type' of a codec must be a CQL type: '${text}' is none`), {
      cause: error,
    });
  }
}

/** Any name may be the name of a user type. A name that looks like a typing error is accepted only in double quotes. */
function userType(name: string, text: string): UserDefinedType {
  const nearest = nearestName(name, natives);
  if (nearest !== undefined && !text.includes(`"${name}"`)) {
    throw new ConfigurationError(
      visibleText(`Option 'type' of a codec is '${text}': did you mean '${nearest}'? Write a user type as "${name}"`),
    );
  }
  return { code: typeCode.udt, info: { keyspace: '', name, fields: [] }, options: unknownOptions };
}

/** CQL accepts names without quotes in upper and lower case. */
function folded(text: string): string {
  return text.replaceAll(/"[^"]*"|[^"]+/g, (part) => (part.startsWith('"') ? part : part.toLowerCase()));
}
