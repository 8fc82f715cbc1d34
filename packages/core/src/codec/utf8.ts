// Strings in values. A call into Node costs as much as about a dozen characters read here, so loops read short ASCII.
// No string keeps a reference to the bytes it was read from.
import type { Buffer } from 'node:buffer';
import { isWellFormed } from '../options/well-formed';
import { InvalidValue } from './invalid-value';

const shortRead = 8;
const shortWrite = 32;

export function readUtf8(buffer: Buffer, start: number, end: number): string {
  if (end - start > shortRead) return buffer.toString('utf8', start, end);
  let text = '';
  for (let position = start; position < end; position++) {
    const byte = buffer[position]!;
    if (byte > 0x7f) return buffer.toString('utf8', start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Writes into room for three bytes a character. Returns the position after the text. */
export function writeUtf8(buffer: Buffer, position: number, text: string): number {
  const { length } = text;
  if (length > shortWrite) return writeLong(buffer, position, text);
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return writeLong(buffer, position, text);
    buffer[position + index] = code;
  }
  return position + length;
}

function writeLong(buffer: Buffer, position: number, text: string): number {
  if (!isWellFormed(text)) throw halfCharacter();
  return position + buffer.write(text, position);
}

/** UTF-8 cannot encode half of a surrogate pair: it would be stored as U+FFFD, and two texts would become one. */
export function halfCharacter(): InvalidValue {
  return new InvalidValue('expected whole characters, got half of a surrogate pair', 'range');
}
