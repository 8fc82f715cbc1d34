// Generates the encoding of values. The frequent JavaScript values are inlined; every other value, right or wrong, goes to the
// interpreter's codec, so both accept the same values and give the same errors.
// In the generated text `w` is the writer, `b` its buffer, `p` the position in it, and `h` a spare number.
import { Long, Uuid } from '../../driver/values';
import { typeCode, type ColumnSpec, type DataType } from '../../protocol/data-type';
import { encodeElement, encodePresent } from '../elements';
import { isUnset } from '../unset';
import type { ValueCodecs } from '../value-codecs';
import { containerEncoder } from './container-encoders';
import type { Program } from './program';
import { putBigint, putBytes, putDouble, putFloat, putInteger, putText, putUuid, putUint64 } from './put';
import { roomForBytes, roomForText } from './put';

export interface Place {
  /** Statements that write a value which is `null`, `undefined` or `unset`; without them such a value is an error. */
  readonly absent?: string;
  /** What the error names as expected. */
  readonly expected?: string;
  /** Statements after a call of the interpreter, because the writer may have another buffer then. */
  readonly after?: string;
}

/** A condition, and the statements that write length and bytes of a value that meets it. */
type Case = readonly [condition: string, write: string];

export class EncoderProgram {
  constructor(
    readonly program: Program,
    readonly codecs: ValueCodecs,
    /** Whether to write a partition key: the interpreter's codecs write sets and maps in the order of the server. */
    readonly isKey: boolean,
  ) {}

  /** Statements that write the length and the bytes of the variable `v`; the writer already has room for them. */
  write(v: string, type: DataType, place: Place): string {
    const branches = this.#cases(v, type).map(([condition, write]) => `if(${condition}){${write}}else `);
    const absent =
      place.absent === undefined
        ? ''
        : `if(${v}===null||${v}===undefined||${this.call(isUnset, v)}){${place.absent}}else `;
    const codec = this.#codec(type);
    const call =
      place.absent === undefined
        ? this.call(encodePresent, 'w', codec, v, JSON.stringify(place.expected))
        : this.call(encodeElement, 'w', codec, v);
    return `${branches.join('')}${absent}{w.position=p;${call};b=w.buffer;p=w.position;${place.after ?? ''}}`;
  }

  /** Like `write`, but with the codec that the application has for the column, if there is one. */
  writeColumn(v: string, column: ColumnSpec, place: Place): string {
    const { values, conversion } = this.codecs.ofColumn(column);
    if (conversion === undefined && this.codecs.ofListedColumn(column) === undefined) {
      return new EncoderProgram(this.program, values, this.isKey).write(v, column.type, place);
    }
    const codec = this.program.constant(this.codecs.codecOfColumn(column, this.isKey));
    const call = this.call(encodeElement, 'w', codec, v);
    return `if(${v}===null||${v}===undefined||${this.call(isUnset, v)}){${place.absent}}else {w.position=p;${call};b=w.buffer;p=w.position;${place.after ?? ''}}`;
  }

  roomForColumn(v: string, column: ColumnSpec): string | number {
    const { values, conversion } = this.codecs.ofColumn(column);
    return conversion === undefined ? new EncoderProgram(this.program, values, this.isKey).room(v, column.type) : 12;
  }

  /** The expression for how many bytes `write` needs at `v`. The interpreter makes room for its own bytes. */
  room(v: string, type: DataType): string | number {
    if (this.codecs.conversionOf(type) !== undefined) return 12;
    switch (type.code) {
      case typeCode.text:
      case typeCode.varchar:
        return this.call(roomForText, v);
      case typeCode.blob:
        return this.call(roomForBytes, v);
      case typeCode.uuid:
      case typeCode.timeuuid:
        return 20;
      default:
        return 12;
    }
  }

  call(callee: unknown, ...inputs: string[]): string {
    return `${this.program.constant(callee)}(${inputs.join()})`;
  }

  /** The name of a codec that can encode: a generated one for types that contain other values, otherwise the interpreter's. */
  #codec(type: DataType): string {
    const interpreted = this.codecs.codecOf(type, this.isKey);
    const name = this.program.constant(interpreted);
    if (this.codecs.conversionOf(type) !== undefined) return name;
    const body = containerEncoder(this, type, name);
    if (body === undefined) return name;
    const { size } = interpreted;
    return this.program.object(`{encode:${this.program.define('w,v', body)},size:${size}}`);
  }

  #cases(v: string, type: DataType): readonly Case[] {
    if (this.codecs.conversionOf(type) !== undefined) return [];
    switch (type.code) {
      case typeCode.int:
        return [[`typeof ${v}==='number'&&(${v}|0)===${v}`, integer(v, 4)]];
      case typeCode.smallint:
        return [[`typeof ${v}==='number'&&(${v}<<16>>16)===${v}`, integer(v, 2)]];
      case typeCode.tinyint:
        return [[`typeof ${v}==='number'&&(${v}<<24>>24)===${v}`, integer(v, 1)]];
      case typeCode.boolean:
        return [[`${v}===true||${v}===false`, integer(`(${v}?1:0)`, 1)]];
      case typeCode.bigint:
      case typeCode.counter:
        return [
          this.#put(
            `${v} instanceof ${this.program.constant(Long)}&&!${v}.unsigned`,
            putUint64,
            `${v}.high`,
            `${v}.low`,
          ),
          this.#put(`Number.isSafeInteger(${v})`, putInteger, v),
          this.#put(`typeof ${v}==='bigint'&&BigInt.asIntN(64,${v})===${v}`, putBigint, v),
        ];
      case typeCode.timestamp:
        return [
          this.#put(`${v} instanceof Date&&(h=${v}.getTime())===h`, putInteger, 'h'),
          this.#put(`Number.isSafeInteger(${v})`, putInteger, v),
        ];
      case typeCode.double:
        return [this.#put(`typeof ${v}==='number'`, putDouble, v)];
      case typeCode.float:
        return [this.#put(`typeof ${v}==='number'&&((h=Math.fround(${v}))-h===0||${v}-${v}!==0)`, putFloat, v)];
      case typeCode.uuid:
      case typeCode.timeuuid:
        return [this.#put(`${v} instanceof ${this.program.constant(Uuid)}`, putUuid, v)];
      case typeCode.text:
      case typeCode.varchar:
        return [this.#put(`typeof ${v}==='string'`, putText, v)];
      case typeCode.blob:
        return [this.#put(`${v} instanceof Uint8Array`, putBytes, v)];
      default:
        return [];
    }
  }

  #put(condition: string, callee: unknown, ...inputs: string[]): Case {
    return [condition, `p=${this.call(callee, 'b', 'p', ...inputs)};`];
  }
}

/** Statements that write the length and the bytes of an integer in range. */
function integer(v: string, size: 1 | 2 | 4): string {
  const bytes = Array.from({ length: size }, (_, index) => {
    const shift = (size - 1 - index) * 8;
    return `b[p+${4 + index}]=${v}${shift === 0 ? '' : `>>${shift}`};`;
  });
  return `b[p]=0;b[p+1]=0;b[p+2]=0;b[p+3]=${size};${bytes.join('')}p+=${4 + size};`;
}
