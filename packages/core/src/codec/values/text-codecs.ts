// text, varchar and ascii: strings. Zero bytes are the empty string.
import type { ValueCodec } from '../value-codec';
import { outOfRange, wrongType } from '../invalid-value';
import { isWellFormed } from '../../options/well-formed';
import { halfCharacter, readUtf8 } from '../utf8';

// oxlint-disable-next-line no-control-regex -- ASCII is what it is about
const ascii = /^[\x00-\x7f]*$/;

export const textCodec: ValueCodec = {
  takesEmpty: true,
  decode: readUtf8,
  encode(writer, value) {
    if (typeof value !== 'string') throw wrongType('a string', value);
    if (!isWellFormed(value)) throw halfCharacter();
    writer.utf8(value);
  },
};

export const asciiCodec: ValueCodec = {
  takesEmpty: true,
  decode: (buffer, position, end) => buffer.toString('ascii', position, end),
  encode(writer, value) {
    if (typeof value !== 'string') throw wrongType('a string', value);
    if (!ascii.test(value)) throw outOfRange('a string of ASCII characters');
    writer.utf8(value);
  },
};
