// Parses the name of a server-side class to a type: custom types have one, and vectors are custom types on the wire
// (`org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType , 3)`). The grammar comes from
// `TypeParser` in apache/cassandra:
//
//   type = name [ "(" argument { "," argument } ")" ]       argument = type | number | name | hex-name ":" type
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { typeCode, type DataType, type NativeType, type UserDefinedType } from './data-type';
import { maxTypeDepth, nativeType, unknownOptions } from './native-types';

const marshalPackage = 'org.apache.cassandra.db.marshal.';

const natives = new Map<string, NativeType['code']>([
  ['AsciiType', typeCode.ascii],
  ['BooleanType', typeCode.boolean],
  ['ByteType', typeCode.tinyint],
  ['BytesType', typeCode.blob],
  ['CounterColumnType', typeCode.counter],
  ['DateType', typeCode.timestamp],
  ['DecimalType', typeCode.decimal],
  ['DoubleType', typeCode.double],
  ['DurationType', typeCode.duration],
  ['FloatType', typeCode.float],
  ['InetAddressType', typeCode.inet],
  ['Int32Type', typeCode.int],
  ['IntegerType', typeCode.varint],
  ['LongType', typeCode.bigint],
  ['ShortType', typeCode.smallint],
  ['SimpleDateType', typeCode.date],
  ['TimeType', typeCode.time],
  ['TimeUUIDType', typeCode.timeuuid],
  ['TimestampType', typeCode.timestamp],
  ['UTF8Type', typeCode.varchar],
  ['UUIDType', typeCode.uuid],
]);

/** Parses a class name. An unknown class becomes a `CustomType` with its text. @throws UnreadableAnswerError for a text that breaks the grammar. */
export function parseMarshalClass(text: string): DataType {
  const parser = new MarshalClassParser(text);
  const type = parser.readType(0);
  parser.expectEnd();
  return type;
}

class MarshalClassParser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readType(depth: number): DataType {
    if (depth > maxTypeDepth) this.#fail(`is nested more than ${maxTypeDepth} deep`);
    const name = this.#readName();
    const start = this.#position - name.length;
    const shortName = name.startsWith(marshalPackage) ? name.slice(marshalPackage.length) : name;
    const options = unknownOptions;
    switch (shortName) {
      case 'FrozenType': {
        const type = this.#readOnlyArgument(depth);
        return { ...type, options: { ...type.options, frozen: true } };
      }
      case 'ReversedType': {
        const type = this.#readOnlyArgument(depth);
        return { ...type, options: { ...type.options, reversed: true } };
      }
      case 'ListType':
        return { code: typeCode.list, info: this.#readOnlyArgument(depth), options };
      case 'SetType':
        return { code: typeCode.set, info: this.#readOnlyArgument(depth), options };
      case 'MapType': {
        this.#expect('(');
        const key = this.readType(depth + 1);
        this.#expect(',');
        const value = this.readType(depth + 1);
        this.#expect(')');
        return { code: typeCode.map, info: [key, value], options };
      }
      case 'TupleType': {
        this.#expect('(');
        const elements = [this.readType(depth + 1)];
        while (this.#accept(',')) elements.push(this.readType(depth + 1));
        this.#expect(')');
        return { code: typeCode.tuple, info: elements, options };
      }
      case 'UserType':
        return { code: typeCode.udt, info: this.#readUserType(depth), options };
      case 'VectorType': {
        this.#expect('(');
        const element = this.readType(depth + 1);
        this.#expect(',');
        const dimension = this.#readDimension();
        this.#expect(')');
        return { code: typeCode.custom, customTypeName: 'vector', info: [element, dimension], options };
      }
      default: {
        const code = natives.get(shortName);
        if (code !== undefined) return nativeType(code);
        this.#skipArguments();
        return { code: typeCode.custom, info: this.#text.slice(start, this.#position).trimEnd(), options };
      }
    }
  }

  expectEnd(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) this.#fail(`has extra text after its end, at ${this.#position}`);
  }

  #readOnlyArgument(depth: number): DataType {
    this.#expect('(');
    const type = this.readType(depth + 1);
    this.#expect(')');
    return type;
  }

  #readUserType(depth: number): UserDefinedType['info'] {
    this.#expect('(');
    const keyspace = this.#readName();
    this.#expect(',');
    const name = this.#readHexName();
    const fields: { name: string; type: DataType }[] = [];
    while (this.#accept(',')) {
      const fieldName = this.#readHexName();
      this.#expect(':');
      fields.push({ name: fieldName, type: this.readType(depth + 1) });
    }
    this.#expect(')');
    return { keyspace, name, fields };
  }

  #readDimension(): number {
    const digits = this.#readName();
    const dimension = Number(digits);
    if (!/^\d+$/.test(digits) || dimension < 1 || !Number.isSafeInteger(dimension)) {
      this.#fail('has a dimension that is not a positive number');
    }
    return dimension;
  }

  #readHexName(): string {
    const hex = this.#readName();
    if (hex.length % 2 !== 0 || !/^[\da-f]*$/i.test(hex)) this.#fail('has a name that is not in hexadecimal');
    return Buffer.from(hex, 'hex').toString('utf8');
  }

  #readName(): string {
    this.#skipSpace();
    const start = this.#position;
    while (this.#position < this.#text.length && !/[\s(),:]/.test(this.#text[this.#position]!)) this.#position++;
    if (this.#position === start) this.#fail(`lacks a name at ${start}`);
    return this.#text.slice(start, this.#position);
  }

  /** Skips the parentheses of an unknown class and everything between them. */
  #skipArguments(): void {
    const afterName = this.#position;
    if (!this.#accept('(')) {
      this.#position = afterName;
      return;
    }
    for (let open = 1; open > 0; this.#position++) {
      const character = this.#text[this.#position];
      if (character === undefined) this.#fail('lacks a closing parenthesis');
      if (character === '(') open++;
      else if (character === ')') open--;
    }
  }

  #accept(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#accept(character)) this.#fail(`lacks "${character}" at ${this.#position}`);
  }

  #skipSpace(): void {
    while (this.#text[this.#position] === ' ') this.#position++;
  }

  #fail(problem: string): never {
    throw new UnreadableAnswerError(
      `The class name of a custom type ${problem}: ${JSON.stringify(this.#text.slice(0, 500))}`,
    );
  }
}
