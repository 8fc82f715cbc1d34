// Generates the decoding of the rows of one result: straight-line code, and one hidden class for its rows.
import type { ColumnSpec } from '../../protocol/data-type';
import { malformed } from '../malformed';
import { createShape, hasTwins, keepAllValues } from '../row';
import type { RowDecoder } from '../row-decoder';
import { setProperty } from '../set-property';
import type { DecoderProgram } from './decoder-program';
import { quoted, type Program } from './program';

export type DecodeRows = RowDecoder['decode'];

/** `interpreted` decodes a row that the generated code could not: its error names the column. */
export function compileRows(
  columns: readonly ColumnSpec[],
  program: Program,
  types: DecoderProgram,
  interpreted: RowDecoder,
): DecodeRows {
  const variables = columns.map((_, index) => `v${index}`);
  const names = columns.map((column) => column.name);
  const reads = columns.map((column, index) => types.read(`v${index}`, column.type));
  const explain = (buffer: Buffer, position: number, end: number, error: unknown): unknown => {
    interpreted.decode(buffer, position, end, 1, []);
    return malformed('A row', error);
  };
  const row = defineRowClass(names, variables, program);
  const append = hasTwins(names)
    ? `const row=new ${row}(${variables.join()});${program.constant(keepAllValues)}(row,[${variables.join()}]);rows.push(row);`
    : `rows.push(new ${row}(${variables.join()}));`;
  const decode = program.define(
    'b,o,e,n,rows',
    `let r=o,l=0${variables.map((variable) => `,${variable}=null`).join('')};
try{for(let i=0;i<n;i++){r=o;
${reads.join('\n')}
if(o>e)throw null;
${append}}
return o;}catch(error){throw ${program.constant(explain)}(b,r,e,error);}`,
  );
  return program.run(decode) as DecodeRows;
}

/** A constructor that assigns the columns in order: that is what makes one hidden class. Returns its name. */
function defineRowClass(names: readonly string[], variables: readonly string[], program: Program): string {
  const assignments = names.map((name, index) =>
    name === '__proto__'
      ? `${program.constant(setProperty)}(this,${quoted(name)},${variables[index]});`
      : `this[${quoted(name)}]=${variables[index]};`,
  );
  const rowClass = program.define(variables.join(), assignments.join(''));
  program.setUp(`${rowClass}.prototype=${program.constant(createShape(names))};`);
  return rowClass;
}
