// uuid and timeuuid: Uuid and TimeUuid. The server checks whether a timeuuid has version 1.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ValueCodec } from '../value-codec';
import type { TimeUuid } from '../../driver/values';
import { Uuid } from '../../driver/values';
import { foreignUuidBytes } from '../driver-values';
import { wrongType } from '../invalid-value';
import { takeBytes } from '../bytes';

const size = 16;

export function createUuidCodec(uuidClass: typeof Uuid | typeof TimeUuid, copyBuffer: boolean): ValueCodec {
  const UuidClass = uuidClass as new (buffer: Buffer) => Uuid;
  return {
    size,
    isBareInVector: true,
    decode: (buffer, position, end) => new UuidClass(takeBytes(buffer, position, end, copyBuffer)),
    encode: writeUuid,
  };
}

export function writeUuid(writer: ByteWriter, value: unknown): void {
  if (value instanceof Uuid) writer.raw(value.getBuffer());
  else if (typeof value === 'string') writeUuidString(writer, value);
  else writeForeignUuid(writer, value);
}

function writeForeignUuid(writer: ByteWriter, value: unknown): void {
  const bytes = foreignUuidBytes(value);
  if (bytes === undefined) throw wrongType('a Uuid or its string', value);
  writer.raw(bytes);
}

function writeUuidString(writer: ByteWriter, text: string): void {
  writer.reserve(size);
  const { buffer, position } = writer;
  if (!parseUuid(text, buffer, position)) throw wrongType('a Uuid or its string', text);
  writer.position = position + size;
}

/** Parses the form 8-4-4-4-12. */
export function parseUuid(text: string, target: Buffer, position: number): boolean {
  if (text.length !== 36) return false;
  let index = 0;
  for (let byte = 0; byte < size; byte++) {
    if ((byte === 4 || byte === 6 || byte === 8 || byte === 10) && text.charCodeAt(index++) !== 0x2d) return false;
    const bits = (hexDigit(text.charCodeAt(index++)) << 4) | hexDigit(text.charCodeAt(index++));
    if (bits < 0) return false;
    target[position + byte] = bits;
  }
  return true;
}

/** The value of the digit; -1 for another character. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
