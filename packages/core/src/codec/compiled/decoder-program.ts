// Generates the decoding of one CQL type. Native types that are read often are inlined; collections, tuples, user types
// and vectors become functions of their own with their elements inlined; for the rest the interpreter's codec is called.
// In the generated text `b` is the buffer, `o` the position, `l` the length just read and `e` the end of what is read.
import { ignoreRejection } from '../../errors/thrown';
import { Long, TimeUuid, Tuple, Uuid, Vector } from '../../driver/values';
import {
  typeCode,
  type ColumnSpec,
  type DataType,
  type MapType,
  type UserDefinedType,
  type VectorType,
} from '../../protocol/data-type';
import { copyBytes } from '../bytes';
import { expectEnd, failAtEnd, failOnSize, notPromise, readCount } from '../elements';
import type { Conversion } from '../conversion';
import type { EncodingOptions, UserTypeMapping } from '../encoding-options';
import { setProperty } from '../set-property';
import { vectorSubtypeName } from '../type-name';
import type { ValueCodecs } from '../value-codecs';
import { setOf } from '../values/list-codec';
import { checkedMap } from '../values/map-codec';
import { addEntry, mapKeysOf } from '../values/map-keys';
import { dateFromWords } from '../values/timestamp-codec';
import { asUserClass } from '../values/user-type-codec';
import { bigintFromWords, doubleFromWords, floatFromWord } from '../words';
import { int32At, quoted, type Program } from './program';
import { textReader } from './text-reader';
import { copyUuidBytes } from './uuid-bytes';

interface Reading {
  /** How many bytes a value has, for types of a fixed size. */
  readonly size?: number;
  /** The expression for the value in the `l` bytes at `o`, where `l` is at least 1. */
  readonly expression: string;
  /** The expression for the value of zero bytes, unless it is null. */
  readonly empty?: string;
}

export class DecoderProgram {
  readonly #program: Program;
  readonly #codecs: ValueCodecs;
  readonly #encoding: EncodingOptions;
  readonly #userTypes: UserTypeMapping | undefined;

  constructor(
    program: Program,
    codecs: ValueCodecs,
    encoding: EncodingOptions,
    userTypes: UserTypeMapping | undefined,
  ) {
    this.#program = program;
    this.#codecs = codecs;
    this.#encoding = encoding;
    this.#userTypes = userTypes;
  }

  /**
   * Statements that read an [int] length and its value from `o` into `target` and move `o` after it. A value of fixed size is
   * not compared with `e`: `o` may pass `e`, and the caller checks that at the end.
   */
  read(target: string, type: DataType): string {
    return this.#statements(target, this.#reading(type));
  }

  /** Like `read`, but with the codec that the application has for the column, if there is one. */
  readColumn(target: string, column: ColumnSpec): string {
    const { values, conversion } = this.#codecs.ofColumn(column);
    const reading = this.#with(values).#reading(column.type);
    return this.#statements(target, conversion === undefined ? reading : this.#converted(reading, conversion));
  }

  /** Whether a codec of the application is called for the column or for a value inside it. */
  convertsColumn(column: ColumnSpec): boolean {
    const { values, conversion } = this.#codecs.ofColumn(column);
    return conversion !== undefined || values.hasOwnValues(column.type);
  }

  #with(codecs: ValueCodecs): DecoderProgram {
    return codecs === this.#codecs ? this : new DecoderProgram(this.#program, codecs, this.#encoding, this.#userTypes);
  }

  #statements(target: string, { size, expression, empty }: Reading): string {
    const length = `l=${int32At('o')};o+=4;`;
    if (size !== undefined) {
      const wrong = `${this.#program.constant(failOnSize)}(l,${size})`;
      return `${length}if(l===${size}){${target}=${expression};o+=${size};}else{if(l>0)${wrong};${target}=null;}`;
    }
    const cut = `if(l>e-o)${this.#program.constant(failAtEnd)}();`;
    const none = empty === undefined ? 'null' : `l===0?${empty}:null`;
    return `${length}if(l>0){${cut}${target}=${expression};o+=l;}else ${target}=${none};`;
  }

  #reading(type: DataType): Reading {
    const conversion = this.#codecs.conversionOf(type);
    if (conversion !== undefined) {
      return this.#converted(this.#with(this.#codecs.plain).#reading(type), conversion);
    }
    switch (type.code) {
      case typeCode.int:
        return { size: 4, expression: int32At('o') };
      case typeCode.smallint:
        return { size: 2, expression: '(b[o]<<24>>16|b[o+1])' };
      case typeCode.tinyint:
        return { size: 1, expression: '(b[o]<<24>>24)' };
      case typeCode.boolean:
        return { size: 1, expression: '(b[o]!==0)' };
      case typeCode.float:
        return { size: 4, expression: this.#call(floatFromWord, int32At('o')) };
      case typeCode.double:
        return { size: 8, expression: this.#call(doubleFromWords, int32At('o'), int32At('o+4')) };
      case typeCode.bigint:
      case typeCode.counter:
        return { size: 8, expression: this.#long() };
      case typeCode.timestamp:
        return { size: 8, expression: this.#call(dateFromWords, int32At('o'), int32At('o+4')) };
      case typeCode.uuid:
        return { size: 16, expression: this.#uuid(Uuid) };
      case typeCode.timeuuid:
        return { size: 16, expression: this.#uuid(TimeUuid) };
      case typeCode.text:
      case typeCode.varchar:
        return { expression: this.#call(textReader(), 'b,o,l'), empty: `''` };
      case typeCode.blob:
        return { expression: this.#blob(), empty: this.#blob() };
      case typeCode.list:
        return this.#enclosed(this.#elements(type.info));
      case typeCode.set:
        return this.#enclosed(this.#elements(type.info, this.#encoding.set));
      case typeCode.map:
        return this.#enclosed(this.#entries(type));
      case typeCode.tuple:
        return this.#enclosed(this.#tuple(type.info));
      case typeCode.udt:
        return this.#enclosed(this.#userType(type.info));
      default:
        return type.code === typeCode.custom && type.customTypeName === 'vector'
          ? (this.#bareVector(type) ?? this.#interpreted(type))
          : this.#interpreted(type);
    }
  }

  #converted({ size, expression, empty }: Reading, { decode }: Conversion): Reading {
    return {
      size,
      expression: this.#call(decode, expression),
      empty: empty === undefined ? undefined : this.#call(decode, empty),
    };
  }

  #call(callee: unknown, ...inputs: string[]): string {
    return `${this.#program.constant(callee)}(${inputs.join()})`;
  }

  #enclosed(body: string): Reading {
    return { expression: `${this.#program.define('b,o,e', body)}(b,o,o+l)` };
  }

  #interpreted(type: DataType): Reading {
    const { size, takesEmpty, decode } = this.#codecs.codecOf(type);
    return {
      size,
      expression: this.#call(decode, 'b,o,o+l'),
      empty: takesEmpty === true ? this.#call(decode, 'b,o,o') : undefined,
    };
  }

  #long(): string {
    return this.#encoding.useBigIntAsLong === true
      ? this.#call(bigintFromWords, int32At('o'), int32At('o+4'))
      : `new ${this.#call(Long, int32At('o+4'), int32At('o'))}`;
  }

  #uuid(uuidClass: typeof Uuid | typeof TimeUuid): string {
    const bytes = this.#encoding.copyBuffer === false ? 'b.subarray(o,o+16)' : this.#call(copyUuidBytes, 'b,o');
    return `new ${this.#call(uuidClass, bytes)}`;
  }

  #blob(): string {
    return this.#encoding.copyBuffer === false ? 'b.subarray(o,o+l)' : this.#call(copyBytes, 'b,o,o+l');
  }

  #elements(element: DataType, setClass?: Function): string {
    const list = `let l=0,v=null;const n=${this.#call(readCount, 'b,o,e,4')},a=new Array(n);o+=4;
for(let i=0;i<n;i++){${this.read('v', element)}a[i]=v;}
${this.#call(expectEnd, 'o,e')};`;
    return setClass === undefined
      ? `${list}return a;`
      : `${list}return ${this.#call(setOf, this.#program.constant(setClass), 'a', String(this.#codecs.hasOwnValues(element)))};`;
  }

  #entries({ info: [key, value] }: MapType): string {
    const mapClass = this.#codecs.mapClassOf(key);
    const made = mapClass === undefined ? '{}' : this.#call(notPromise, `new ${this.#call(mapClass)}`);
    // What the application's class returns is ignored; a rejected promise must not end the process.
    const set = mapClass === Map ? 'm.set(k,v)' : this.#call(ignoreRejection, 'm.set(k,v)');
    const add = mapClass === undefined ? this.#addEntry(key) : set;
    const result = mapClass === undefined ? 'm' : this.#call(checkedMap, 'm,n', String(this.#codecs.hasOwnValues(key)));
    return `let l=0,k=null,v=null,s=0,t=0;const n=${this.#call(readCount, 'b,o,e,8')},m=${made};o+=4;
for(let i=0;i<n;i++){s=o+4;${this.read('k', key)}t=o;${this.read('v', value)}${add};}
${this.#call(expectEnd, 'o,e')};return ${result};`;
  }

  /** Statements that add key `k`, whose bytes stand from `s` to `t`, and value `v` to the object `m`. */
  #addEntry(key: DataType): string {
    const { toName, mayShareNames } = mapKeysOf(key);
    const isText = key.code === typeCode.text || key.code === typeCode.varchar || key.code === typeCode.ascii;
    const name = isText ? 'k' : this.#call(toName, 'k');
    return mayShareNames ? this.#call(addEntry, 'm', name, 'v,b,s,t') : this.#call(setProperty, 'm', name, 'v');
  }

  /** Statements that read the fields of a tuple or user type into v0, v1, ... and their number into `n`. The other variables are null. */
  #fields(types: readonly DataType[]): string {
    const names = types.map((_, index) => `v${index}=null`);
    const reads = types.map((type, index) => `if(o===e)break all;n=${index + 1};${this.read(`v${index}`, type)}`);
    return `let l=0,n=0${names.map((name) => `,${name}`).join('')};
all:{${reads.join('\n')}}
if(o>e)${this.#call(failAtEnd)};`;
  }

  #tuple(types: readonly DataType[]): string {
    const values = types.map((_, index) => `v${index}`);
    const shorter = `${this.#program.constant(Tuple)}.fromArray([${values.join()}].slice(0,n))`;
    return `${this.#fields(types)}return n<${types.length}?${shorter}:new ${this.#call(Tuple, ...values)};`;
  }

  #userType({ keyspace, name, fields }: UserDefinedType['info']): string {
    const object = `{${fields.map((field, index) => `${property(field.name)}:v${index}`).join()}}`;
    const read = this.#fields(fields.map((field) => field.type));
    if (this.#userTypes === undefined) return `${read}return ${object};`;
    const found = `${this.#program.constant(this.#userTypes)}.find(${quoted(keyspace)},${quoted(name)})`;
    return `${read}return ${this.#call(asUserClass, found, object)};`;
  }

  /** A vector whose elements have no lengths. */
  #bareVector({ info: [element, dimension] }: VectorType): Reading | undefined {
    const { isBareInVector } = this.#codecs.codecOf(element);
    const { size, expression } = this.#reading(element);
    if (isBareInVector !== true || size === undefined) return undefined;
    const subtype = quoted(vectorSubtypeName(element));
    const name = this.#program.define(
      'b,o',
      `const a=new Array(${dimension}),l=${size};for(let i=0;i<${dimension};i++){a[i]=${expression};o+=l;}
return new ${this.#call(Vector, 'a', subtype)};`,
    );
    return { size: size * dimension, expression: `${name}(b,o)` };
  }
}

/** The name as a key of an object literal, where a plain `__proto__` would set the prototype. */
function property(name: string): string {
  return name === '__proto__' ? `[${quoted(name)}]` : quoted(name);
}
