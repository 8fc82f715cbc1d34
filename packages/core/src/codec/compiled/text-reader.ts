// Reads strings. A call into Node costs as much as about 40 characters read here. `fromCharCode` with all characters at once
// makes a flat string of one byte a character, while `+=` would make a rope: so there is one call for each length.
import type { Buffer } from 'node:buffer';

const longest = 32;

export type TextReader = (buffer: Buffer, position: number, length: number) => string;

let reader: TextReader | undefined;

export function textReader(): TextReader {
  reader ??= compile();
  return reader;
}

function compile(): TextReader {
  const cases = Array.from({ length: longest }, (_, index) => caseOf(index + 1));
  const text = `'use strict';const make=String.fromCharCode;
return function readText(b,o,l){
switch(l){case 0:return '';
${cases.join('\n')}
}return b.toString('utf8',o,o+l);}`;
  return (new Function(text) as () => TextReader)();
}

function caseOf(length: number): string {
  const names = Array.from({ length }, (_, index) => `c${index}`);
  const reads = names.map((name, index) => `${name}=b[o+${index}]`);
  return `case ${length}:{const ${reads.join()};if((${names.join('|')})<128)return make(${names.join()});break;}`;
}
