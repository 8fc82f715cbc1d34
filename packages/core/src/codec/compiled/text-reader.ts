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
  // Each case extends the lists of the one before: built anew, they would be 200 kB of texts before the first row.
  const lists = { reads: '', all: '', names: '' };
  let cases = '';
  for (let index = 0; index < longest; index++) {
    const [comma, or] = index === 0 ? ['', ''] : [',', '|'];
    lists.reads += `${comma}c${index}=b[o+${index}]`;
    lists.all += `${or}c${index}`;
    lists.names += `${comma}c${index}`;
    cases += `case ${index + 1}:{const ${lists.reads};if((${lists.all})<128)return make(${lists.names});break;}\n`;
  }
  const text = `'use strict';const make=String.fromCharCode;
return function readText(b,o,l){
switch(l){case 0:return '';
${cases}}return b.toString('utf8',o,o+l);}`;
  return (new Function(text) as () => TextReader)();
}
