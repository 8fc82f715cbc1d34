// CQL type text, as system_schema prints it (`frozen<map<text, list<int>>>`), to the data types that columns of results have.
import { visibleText } from '../../errors/visible-text';
import {
  typeCode,
  type DataType,
  type NativeType,
  type TypeOptions,
  type UserDefinedType,
} from '../../protocol/data-type';

/** Finds a user type of the keyspace that the text belongs to. */
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

const nativeTypes: ReadonlyMap<string, NativeType> = new Map(
  Object.entries(typeCode)
    .filter(([name]) => !['custom', 'list', 'map', 'set', 'udt', 'tuple'].includes(name))
    .map(([name, code]) => [name, { code: code as NativeType['code'], info: null, options: plain }]),
);

/**
 * Throws a TypeError for text that is no type, an `UnknownTypeError` for a name that nothing is known of.
 * `reversed` is that of the column: a clustering column in descending order.
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
  readonly #resolveUserType: ResolveUserType;
  #position = 0;

  constructor(text: string, resolveUserType: ResolveUserType) {
    this.#text = text;
    this.#resolveUserType = resolveUserType;
  }

  type(options: TypeOptions): DataType {
    this.#skipSpace();
    const custom = this.#match(/'((?:[^']|'')*)'/y);
    if (custom !== undefined) {
      return { code: typeCode.custom, info: custom.replaceAll("''", "'"), options };
    }
    const quoted = this.#match(/"((?:[^"]|"")+)"/y);
    if (quoted !== undefined) return this.#userType(quoted.replaceAll('""', '"'), options);
    const name = this.#match(/(\w+)/y);
    if (name === undefined) throw this.#malformed();
    return this.#parameterized(name, options) ?? nativeTypes.get(name) ?? this.#unquotedName(name, options);
  }

  expectEnd(): void {
    this.#skipSpace();
    if (this.#position !== this.#text.length) throw this.#malformed();
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
        this.#skipSpace();
        const dimension = this.#match(/(\d+)/y);
        if (dimension === undefined) throw this.#malformed();
        return { code: typeCode.custom, customTypeName: 'vector', info: [element, Number(dimension)], options };
      }
      default:
        throw this.#malformed();
    }
  }

  #unquotedName(name: string, options: TypeOptions): DataType {
    // The hidden value column of a dense table that was made through Thrift.
    if (name === 'empty') return { code: typeCode.custom, info: 'empty', options };
    return this.#userType(name, options);
  }

  #userType(name: string, options: TypeOptions): UserDefinedType {
    const type = this.#resolveUserType(name);
    if (type === undefined) throw new UnknownTypeError(name);
    return withOptions(type, options);
  }

  /** The first group of a sticky pattern. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match[1];
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw this.#malformed();
  }

  #skipSpace(): void {
    while (this.#text[this.#position] === ' ') this.#position++;
  }

  #malformed(): TypeError {
    return new TypeError(visibleText(`'${this.#text}' is no CQL type: unexpected text at position ${this.#position}`));
  }
}
