// Generates the decoding of the rows of one result: straight-line code, and one hidden class for its rows.
import type { ColumnSpec } from '../../protocol/data-type';
import { isInstance } from '../../errors/thrown';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import { FailedConversion } from '../failed-conversion';
import { malformed, malformedColumn } from '../malformed';
import { createShape, hasDuplicateNames, keepAllValues } from '../row';
import type { RowDecoder } from '../row-decoder';
import { isInherited, setProperty } from '../set-property';
import type { DecoderProgram } from './decoder-program';
import { quoted, type Program } from './program';

export type DecodeRows = RowDecoder['decode'];

/** V8 does not optimise a function of more than 60 KB of bytecode. Wider rows are read in pieces of this many columns. */
const maxColumnsAtOnce = 96;

/** `interpreted` decodes a row again when the generated code could not: its error names the column. */
export function compileRows(
  columns: readonly ColumnSpec[],
  program: Program,
  types: DecoderProgram,
  interpreted: RowDecoder,
): DecodeRows {
  const names = columns.map((column) => column.name);
  const explain = (buffer: Buffer, position: number, end: number, error: unknown): unknown => {
    if (isInstance(error, UnreadableAnswerError)) return error;
    interpreted.decode(buffer, position, end, 1, []);
    return malformed('A row', error);
  };
  const { read, values, inputs } =
    columns.length > maxColumnsAtOnce ? readInPieces(columns, program, types) : readAtOnce(columns, program, types);
  const row = `new ${defineRowClass(names, values, inputs, program)}(${inputs})`;
  const twins = hasDuplicateNames(names) ? `${program.constant(keepAllValues)}(row,[${values.join()}]);` : '';
  const decode = program.define(
    'b,o,e,n,rows',
    `let r=o,l=0;
try{for(let i=0;i<n;i++){r=o;
${read}
if(o>e)throw null;
const row=${row};${twins}rows.push(row);}
return o;}catch(error){throw ${program.constant(explain)}(b,r,e,error);}`,
  );
  return program.run(decode) as DecodeRows;
}

interface Reading {
  /** Statements that read the columns of one row. */
  readonly read: string;
  /** The expression for each column's value. */
  readonly values: readonly string[];
  /** The inputs of these expressions. */
  readonly inputs: string;
}

function readAtOnce(columns: readonly ColumnSpec[], program: Program, types: DecoderProgram): Reading {
  const values = columns.map((_, index) => `v${index}`);
  const reads = columns.map((column, index) => readColumn(types, program, column, `v${index}`));
  const declared = values.length === 0 ? '' : `let ${values.map((value) => `${value}=null`).join()};`;
  return { read: `${declared}${reads.join('\n')}`, values, inputs: values.join() };
}

function readInPieces(columns: readonly ColumnSpec[], program: Program, types: DecoderProgram): Reading {
  const values = columns.map((_, index) => `a[${index}]`);
  const reads = columns.map((column, index) => readColumn(types, program, column, `a[${index}]`));
  const pieces: string[] = [];
  for (let start = 0; start < reads.length; start += maxColumnsAtOnce) {
    const piece = reads.slice(start, start + maxColumnsAtOnce).join('\n');
    pieces.push(`o=${program.define('b,o,e,a', `let l=0;${piece}return o;`)}(b,o,e,a);`);
  }
  return { read: `const a=new Array(${columns.length});${pieces.join('')}`, values, inputs: 'a' };
}

/** Adds the column to an error of the application's codec at once: the interpreter would have to call the codec again. */
function readColumn(types: DecoderProgram, program: Program, column: ColumnSpec, target: string): string {
  const read = types.readColumn(target, column);
  if (!types.convertsColumn(column)) return read;
  const fail = (error: unknown): unknown =>
    isInstance(error, FailedConversion) ? malformedColumn(column, error) : error;
  return `try{${read}}catch(error){throw ${program.constant(fail)}(error);}`;
}

/** Defines a constructor that assigns the columns in order, so that all rows share one hidden class. Returns its name. */
function defineRowClass(names: readonly string[], values: readonly string[], inputs: string, program: Program): string {
  const assignments = names.map((name, index) =>
    isInherited(name)
      ? `${program.constant(setProperty)}(this,${quoted(name)},${values[index]});`
      : `this[${quoted(name)}]=${values[index]};`,
  );
  const rowClass = program.define(inputs, assignments.join(''));
  program.setUp(`${rowClass}.prototype=${program.constant(createShape(names))};`);
  return rowClass;
}
