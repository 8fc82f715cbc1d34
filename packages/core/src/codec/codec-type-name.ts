// The name of a codec's type, in the one spelling that types are looked up by.
import { ConfigurationError } from '../errors/async-cassandra-error';
import { visibleText } from '../errors/visible-text';
import { nearestName } from '../options/nearest-name';
import { parseCqlType } from '../protocol/cql-type';
import { typeCode, type UserDefinedType } from '../protocol/data-type';
import { nativeTypeNamed, unknownOptions } from '../protocol/native-types';
import { cqlTypeName } from './type-name';

const natives = Object.keys(typeCode).filter((name) => nativeTypeNamed(name) !== undefined);

/** Types that hold others: alone, such a name would be the name of a user type. */
const incomplete = new Set(['list', 'set', 'map', 'tuple', 'vector', 'frozen']);
/** What the types are called elsewhere. */
const otherNames: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  string: 'text',
  integer: 'int',
  long: 'bigint',
  bool: 'boolean',
  number: 'double',
  datetime: 'timestamp',
  bytes: 'blob',
});

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
  const nearest = otherNames[name] ?? nearestName(name, natives);
  if (incomplete.has(name) && !text.includes(`"${name}"`)) {
    throw new ConfigurationError(
      visibleText(`Option 'type' of a codec is '${text}': '${name}' needs the types that it holds, such as list<int>`),
    );
  }
  if (nearest !== undefined && !text.includes(`"${name}"`)) {
    throw new ConfigurationError(
      visibleText(`Option 'type' of a codec is '${text}': did you mean '${nearest}'? Write a user type as "${name}"`),
    );
  }
  return { code: typeCode.udt, info: { keyspace: '', name, fields: [] }, options: unknownOptions };
}

/** CQL accepts names without quotes in upper and lower case. */
function folded(text: string): string {
  return text.replaceAll(/"[^"]*"|'[^']*'|[^"']+/g, (part) => (/^["']/.test(part) ? part : part.toLowerCase()));
}
