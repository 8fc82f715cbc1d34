// Generates the encoding of the parameters of one statement: makes room once, then writes one value after the other.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ColumnSpec } from '../../protocol/data-type';
import { columnError } from '../invalid-value';
import type { ParametersEncoder } from '../parameters-encoder';
import { EncoderProgram } from './encoder-program';
import { Program } from './program';
import type { ValueCodecs } from '../value-codecs';

/** V8 does not optimise a function of more than 60 KB of bytecode. Longer statements are written in pieces of this many values. */
const maxColumnsAtOnce = 64;
const reserve = 'if(s>b.length-p){w.position=p;w.reserve(s);b=w.buffer;}';

type EncodeOne = (writer: ByteWriter, value: unknown) => void;

/** The functions of one statement. Functions for a single value (of a routing key) are made when they are first needed. */
export class CompiledParameters implements ParametersEncoder {
  readonly #variables: readonly ColumnSpec[];
  readonly #codecs: ValueCodecs;
  readonly #useUndefinedAsUnset: boolean;
  readonly #keyIndexes: readonly number[];
  readonly count: number;
  readonly encode: ParametersEncoder['encode'];
  readonly #single: (EncodeOne | undefined)[] = [];

  constructor(
    variables: readonly ColumnSpec[],
    codecs: ValueCodecs,
    useUndefinedAsUnset: boolean,
    keyIndexes: readonly number[],
  ) {
    this.#variables = variables;
    this.#codecs = codecs;
    this.#useUndefinedAsUnset = useUndefinedAsUnset;
    this.#keyIndexes = keyIndexes;
    this.count = variables.length;
    this.encode = this.#compileAll();
  }

  encodeOne(writer: ByteWriter, index: number, value: unknown): void {
    (this.#single[index] ??= this.#compileOne(index))(writer, value);
  }

  #compileAll(): ParametersEncoder['encode'] {
    const program = new Program();
    const indexes = this.#variables.map((_, index) => index);
    const pieces: string[] = [];
    for (let start = 0; start < this.count; start += maxColumnsAtOnce) {
      const piece = indexes.slice(start, start + maxColumnsAtOnce);
      pieces.push(
        program.define(
          'w,values',
          this.#body(program, piece, (index) => `values[${index}]`, this.#keyIndexes),
        ),
      );
    }
    const encode = pieces.length === 1 ? pieces[0]! : `(w,values)=>{${pieces.map((p) => `${p}(w,values);`).join('')}}`;
    return program.run(encode) as ParametersEncoder['encode'];
  }

  #compileOne(index: number): EncodeOne {
    const program = new Program();
    return program.run(
      program.define(
        'w,value',
        this.#body(program, [index], () => 'value', [index]),
      ),
    ) as EncodeOne;
  }

  #body(
    program: Program,
    indexes: readonly number[],
    source: (index: number) => string,
    keyIndexes: readonly number[],
  ): string {
    const plain = new EncoderProgram(program, this.#codecs, false);
    const inOrder = new EncoderProgram(program, this.#codecs, true);
    const encoders = (index: number) => (keyIndexes.includes(index) ? inOrder : plain);
    const fail = program.constant((error: unknown, index: number) => columnError(error, this.#variables[index]!));
    // `c` is the column that the error names.
    const writes = indexes.map(
      (index) =>
        `c=${index};` +
        encoders(index).writeColumn(`v${index}`, this.#variables[index]!, {
          absent: this.#absent(`v${index}`),
          after: reserve,
        }),
    );
    return `const ${indexes.map((index) => `v${index}=${source(index)}`).join()};
let c=0,h=0,b=w.buffer,p=w.position,s=${indexes.map((index) => encoders(index).roomForColumn(`v${index}`, this.#variables[index]!)).join('+')};
try{${reserve}
${writes.join('\n')}
w.position=p;}catch(error){throw ${fail}(error,c);}`;
  }

  /** The expression for the length of an absent value: -1 for null, -2 for unset. */
  #absent(v: string): string {
    const isNull = this.#useUndefinedAsUnset ? `${v}===null` : `${v}==null`;
    return `b[p]=b[p+1]=b[p+2]=255;b[p+3]=${isNull}?255:254;p+=4;`;
  }
}
