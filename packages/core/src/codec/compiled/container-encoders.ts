// The bodies of functions (w, v) that write a collection, tuple, user type or vector, without its length. A value that is not of
// the kind that cassandra-driver returns for the type goes to the interpreter's codec `k`, which accepts or refuses it.
import { typeCode, type DataType, type VectorType } from '../../protocol/data-type';
import { writeInt32 } from '../bytes';
import { mapKeysOf } from '../values/map-keys';
import { tupleElements } from '../values/tuple-codec';
import { fieldsOf, readField } from '../values/user-type-codec';
import { vectorElements } from '../values/vector-codec';
import type { EncoderProgram } from './encoder-program';
import { quoted } from './program';

const nullLength = 'b[p]=b[p+1]=b[p+2]=b[p+3]=255;p+=4;';
const floatFits = `typeof x==='number'&&((h=Math.fround(x))-h===0||x-x!==0)`;
const start = 'let b=w.buffer,p=w.position,h=0;';

/** `undefined` for types that contain no others, and for vectors with elements of varying size. */
export function containerEncoder(encoders: EncoderProgram, type: DataType, k: string): string | undefined {
  switch (type.code) {
    case typeCode.list:
      return elements(encoders, type.info, `if(!Array.isArray(v))return ${k}.encode(w,v);`);
    case typeCode.set:
      if (encoders.isKey) return undefined;
      return elements(
        encoders,
        type.info,
        `if(v instanceof Set)v=Array.from(v);else if(!Array.isArray(v))return ${k}.encode(w,v);`,
      );
    case typeCode.map:
      return encoders.isKey || encoders.codecs.hasOwnValues(type.info[0])
        ? undefined
        : entries(encoders, type.info[0], type.info[1], k);
    case typeCode.tuple: {
      const { length } = type.info;
      const items = type.info.map((element, index) => {
        const end = index === 0 ? '' : `if(n===${index})break all;`;
        return `${end}${nullable(encoders, element, `a[${index}]`)}`;
      });
      return `const a=${encoders.call(tupleElements, 'v', String(length))},n=a.length;let x;${start}
all:{${items.join('')}}w.position=p;`;
    }
    case typeCode.udt: {
      const items = type.info.fields.map((field) => nullable(encoders, field.type, fieldOf(encoders, field.name)));
      return `const a=${encoders.call(fieldsOf, 'v')};let x;${start}${items.join('')}w.position=p;`;
    }
    case typeCode.custom:
      return type.customTypeName === 'vector' ? numbers(encoders, type, k) : undefined;
    default:
      return undefined;
  }
}

function reserve(encoders: EncoderProgram, v: string, type: DataType): string {
  return makeRoom(String(encoders.room(v, type)));
}

function makeRoom(room: string): string {
  return `h=${room};if(h>b.length-p){w.position=p;w.reserve(h);b=w.buffer;}`;
}

function elements(encoders: EncoderProgram, element: DataType, check: string): string {
  const write = encoders.write('x', element, { expected: 'elements that are not null' });
  return `${check}const n=v.length;${start}${makeRoom('4')}${encoders.call(writeInt32, 'b,p,n')};p+=4;
for(let i=0;i<n;i++){const x=v[i];${reserve(encoders, 'x', element)}${write}}
w.position=p;`;
}

function entries(encoders: EncoderProgram, key: DataType, value: DataType, k: string): string {
  const entry =
    reserve(encoders, 'y', key) +
    encoders.write('y', key, { expected: 'keys that are not null' }) +
    reserve(encoders, 'x', value) +
    encoders.write('x', value, { expected: 'values that are not null' });
  const name = isText(key) ? 'z' : encoders.call(mapKeysOf(key).fromName, 'z');
  const count = (n: string) => `${makeRoom('4')}${encoders.call(writeInt32, `b,p,${n}`)};p+=4;`;
  return `${start}if(v instanceof Map){${count('v.size')}for(const [y,x] of v){${entry}}}
else if(${encoders.call(isPlainObject, 'v')}){const a=Object.keys(v);${count('a.length')}for(const z of a){const x=v[z],y=${name};${entry}}}
else return ${k}.encode(w,v);
w.position=p;`;
}

function isText({ code }: DataType): boolean {
  return code === typeCode.text || code === typeCode.varchar || code === typeCode.ascii;
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function nullable(encoders: EncoderProgram, type: DataType, expression: string): string {
  return `x=${expression};${reserve(encoders, 'x', type)}${encoders.write('x', type, { absent: nullLength })}\n`;
}

function fieldOf(encoders: EncoderProgram, name: string): string {
  return name in Object.prototype ? encoders.call(readField, 'a', quoted(name)) : `a[${quoted(name)}]`;
}

/** Vectors of float, double and int: when an element is not such a number, the interpreter encodes the whole value. */
function numbers(encoders: EncoderProgram, { info: [element, dimension] }: VectorType, k: string): string | undefined {
  const bare = encoders.codecs.conversionOf(element) === undefined ? bareNumber(element) : undefined;
  if (bare === undefined) return undefined;
  const { size, fits, set } = bare;
  return `const a=${encoders.call(vectorElements, 'v', String(dimension))};${start}${makeRoom(String(size * dimension))}
const d=new DataView(b.buffer,b.byteOffset+p,${size * dimension});
for(let i=0;i<${dimension};i++){const x=a[i];if(!(${fits}))return ${k}.encode(w,v);d.${set}(i*${size},x);}
w.position=p+${size * dimension};`;
}

function bareNumber({ code }: DataType): { size: number; fits: string; set: string } | undefined {
  switch (code) {
    case typeCode.float:
      return { size: 4, fits: floatFits, set: 'setFloat32' };
    case typeCode.double:
      return { size: 8, fits: `typeof x==='number'`, set: 'setFloat64' };
    case typeCode.int:
      return { size: 4, fits: `typeof x==='number'&&(x|0)===x`, set: 'setInt32' };
    default:
      return undefined;
  }
}
