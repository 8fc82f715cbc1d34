// Parses the text of a CQL type, as system_schema prints it (`frozen<map<text, list<int>>>`), to the data type of a result column.
import { cqlTokens, foldName, isClosed, type CqlToken } from '@async-cassandra/cql-script';
import { visibleText } from '../errors/visible-text';
import { typeCode, type DataType, type TypeOptions, type UserDefinedType } from './data-type';
import { nativeTypeNamed } from './native-types';

/** Finds a user type of the keyspace of the text. */
export type ResolveUserType = (name: string) => UserDefinedType | undefined;

/** The text names a type that is neither built in nor known in the keyspace. */
export class UnknownTypeError extends TypeError {
  override name = 'UnknownTypeError';

  constructor(readonly typeName: string) {
    super(visibleText(`Unknown CQL type '${typeName}'`));
  }
}

const plain: TypeOptions = { frozen: false, reversed: false };
const frozen: TypeOptions = { frozen: true, reversed: false };

/**
 * Parses a type. Throws a TypeError for a text that is not a type, and an `UnknownTypeError` for an unknown name.
 * `reversed` is a property of the column: a clustering column in descending order.
 */
export function parseCqlType(text: string, resolveUserType: ResolveUserType, reversed = false): DataType {
  const parser = new Parser(text, resolveUserType);
  const type = parser.type(plain);
  parser.expectEnd();
  return reversed ? withOptions(type, { ...type.options, reversed }) : type;
}

function withOptions<T extends DataType>(type: T, options: TypeOptions): T {
  return { ...type, options };
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly CqlToken[];
  readonly #resolveUserType: ResolveUserType;
  #index = 0;

  constructor(text: string, resolveUserType: ResolveUserType) {
    this.#text = text;
    this.#tokens = cqlTokens(text);
    this.#resolveUserType = resolveUserType;
  }

  type(options: TypeOptions): DataType {
    const token = this.#tokens[this.#index];
    if (token === undefined || !isClosed(token.text)) throw this.#malformed();
    this.#index++;
    switch (token.kind) {
      case 'string':
        return { code: typeCode.custom, info: token.text.slice(1, -1).replaceAll("''", "'"), options };
      case 'quotedName':
        return this.#userType(foldName(token.text), options);
      case 'word':
        return this.#parameterized(token.text, options) ?? this.#named(token.text, options);
      default:
        this.#index--;
        throw this.#malformed();
    }
  }

  expectEnd(): void {
    if (this.#index !== this.#tokens.length) throw this.#malformed();
  }

  #parameterized(name: string, options: TypeOptions): DataType | undefined {
    if (!this.#take('<')) return undefined;
    const type = this.#inBrackets(name, options);
    this.#expect('>');
    return type;
  }

  #inBrackets(name: string, options: TypeOptions): DataType {
    switch (name) {
      case 'frozen':
        return this.type(frozen);
      case 'list':
        return { code: typeCode.list, info: this.type(plain), options };
      case 'set':
        return { code: typeCode.set, info: this.type(plain), options };
      case 'map': {
        const key = this.type(plain);
        this.#expect(',');
        return { code: typeCode.map, info: [key, this.type(plain)], options };
      }
      case 'tuple': {
        const elements = [this.type(plain)];
        while (this.#take(',')) elements.push(this.type(plain));
        return { code: typeCode.tuple, info: elements, options };
      }
      case 'vector': {
        const element = this.type(plain);
        this.#expect(',');
        return { code: typeCode.custom, customTypeName: 'vector', info: [element, this.#dimension()], options };
      }
      default:
        throw this.#malformed();
    }
  }

  #named(name: string, options: TypeOptions): DataType {
    // The hidden value column of a dense table that was created through Thrift.
    if (name === 'empty') return { code: typeCode.custom, info: 'empty', options };
    return nativeTypeNamed(name) ?? this.#userType(name, options);
  }

  #dimension(): number {
    const digits = this.#tokens[this.#index]?.text;
    if (digits === undefined || !/^\d+$/.test(digits)) throw this.#malformed();
    this.#index++;
    return Number(digits);
  }

  #userType(name: string, options: TypeOptions): UserDefinedType {
    const type = this.#resolveUserType(name);
    if (type === undefined) throw new UnknownTypeError(name);
    return withOptions(type, options);
  }

  #take(sign: string): boolean {
    if (this.#tokens[this.#index]?.text !== sign) return false;
    this.#index++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw this.#malformed();
  }

  #malformed(): TypeError {
    const position = this.#tokens[this.#index]?.start ?? this.#text.length;
    return new TypeError(visibleText(`'${this.#text}' is not a CQL type: unexpected text at position ${position}`));
  }
}
