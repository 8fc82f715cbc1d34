// Strings in values. A call into Node costs as much as some dozen characters done here, so short ASCII goes by loops.
// No string refers to the bytes that it was read from.
import type { Buffer } from 'node:buffer';

const SHORT_READ = 8;
const SHORT_WRITE = 32;

export function readUtf8(buffer: Buffer, start: number, end: number): string {
  if (end - start > SHORT_READ) return buffer.toString('utf8', start, end);
  let text = '';
  for (let position = start; position < end; position++) {
    const byte = buffer[position]!;
    if (byte > 0x7f) return buffer.toString('utf8', start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Into room for three bytes a character. Returns the position after. */
export function writeUtf8(buffer: Buffer, position: number, text: string): number {
  const { length } = text;
  if (length > SHORT_WRITE) return position + buffer.write(text, position);
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return position + buffer.write(text, position);
    buffer[position + index] = code;
  }
  return position + length;
}
