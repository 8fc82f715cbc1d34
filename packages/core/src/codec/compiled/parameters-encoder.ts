// Generates the encoding of the parameters of one statement: room is made once, then the values follow each other.
import type { ColumnSpec } from '../../protocol/data-type';
import { columnError } from '../invalid-value';
import type { ParametersEncoder } from '../parameters-encoder';
import type { EncoderProgram } from './encoder-program';

const RESERVE = 'if(s>b.length-p){w.position=p;w.reserve(s);b=w.buffer;}';

export type EncodeFunctions = Pick<ParametersEncoder, 'encode' | 'encodeOne'>;

export function compileParameters(
  variables: readonly ColumnSpec[],
  encoders: EncoderProgram,
  useUndefinedAsUnset: boolean,
): EncodeFunctions {
  const { program } = encoders;
  const fail = program.constant((error: unknown, index: number) => columnError(error, variables[index]!));
  const guarded = (body: string) =>
    `let c=0,h=0,b=w.buffer,p=w.position;try{${body}}catch(error){throw ${fail}(error,c);}`;
  const write = (v: string, index: number) =>
    encoders.write(v, variables[index]!.type, {
      absent: absent(v, useUndefinedAsUnset),
      before: `c=${index};`,
      after: RESERVE,
    });

  const names = variables.map((_, index) => `v${index}`);
  const all = `const ${names.map((v, index) => `${v}=values[${index}]`).join()};
let s=${names.map((v, index) => encoders.room(v, variables[index]!.type)).join('+')};${RESERVE}
${names.map(write).join('\n')}
w.position=p;`;
  const cases = variables.map(
    ({ type }, index) => `case ${index}:{const s=${encoders.room('v', type)};${RESERVE}${write('v', index)}break;}`,
  );
  const one = `switch(i){${cases.join('\n')}}w.position=p;`;
  const encode = program.define('w,values', variables.length === 0 ? '' : guarded(all));
  const encodeOne = program.define('w,i,v', guarded(one));
  return program.run(`{encode:${encode},encodeOne:${encodeOne}}`) as EncodeFunctions;
}

/** -1 is null, -2 unset. */
function absent(v: string, useUndefinedAsUnset: boolean): string {
  const isNull = useUndefinedAsUnset ? `${v}===null` : `${v}==null`;
  return `b[p]=b[p+1]=b[p+2]=255;b[p+3]=${isNull}?255:254;p+=4;`;
}
