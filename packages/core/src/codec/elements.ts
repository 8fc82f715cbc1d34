// Values inside a collection, a tuple or a user type, and parameters: an [int] length, then the bytes of the value.
import { Buffer } from 'node:buffer';
import { isPromise } from 'node:util/types';
import type { ByteWriter } from '../protocol/byte-writer';
import { ProtocolError } from '../errors/protocol-error';
import { ignoreRejection } from '../errors/thrown';
import { readInt32, writeInt32 } from './bytes';
import { InvalidValue, wrongType } from './invalid-value';
import { isAbsent } from './unset';
import type { ValueCodec } from './value-codec';

const nullLength = -1;

/** Decodes the value in [position, position + length), which the buffer contains; a negative length is null. */
export function decodeBytes(codec: ValueCodec, buffer: Buffer, position: number, length: number): unknown {
  if (
    length === codec.size ||
    (length > 0 && codec.size === undefined) ||
    (length === 0 && codec.takesEmpty === true)
  ) {
    return codec.decode(buffer, position, position + length);
  }
  if (length > 0) throw new ProtocolError(`A value has ${length} bytes where its type has ${codec.size}`);
  return null;
}

/** Reads an [int] that counts elements of at least `minimumBytes` each. */
export function readCount(buffer: Buffer, position: number, end: number, minimumBytes: number): number {
  const room = end - position - 4;
  const count = room < 0 ? -1 : readInt32(buffer, position);
  if (count < 0 || count * minimumBytes > room) {
    throw new ProtocolError(`A collection of ${end - position} bytes cannot hold ${count} elements`);
  }
  return count;
}

/** Reads the length of the element at `position`; the element must end before `end`. */
export function readLength(buffer: Buffer, position: number, end: number): number {
  const room = end - position - 4;
  const length = room < 0 ? 0 : readInt32(buffer, position);
  if (room < 0 || length > room) throw new ProtocolError('An element passes the end of the value that holds it');
  return length;
}

export function expectEnd(position: number, end: number): void {
  if (position !== end)
    throw new ProtocolError(`A collection is followed by ${end - position} bytes that are not its own`);
}

/** Writes length and bytes. A Buffer is the encoded value already, for every type, as in cassandra-driver. */
export function encodeElement(writer: ByteWriter, codec: ValueCodec, value: unknown): void {
  writer.int32(0);
  const start = writer.position;
  encodeBytes(writer, codec, value);
  writeInt32(writer.buffer, start - 4, writer.position - start);
}

/** Writes the bytes without a length. */
export function encodeBytes(writer: ByteWriter, codec: ValueCodec, value: unknown): void {
  if (!Buffer.isBuffer(value) || codec.takesBuffers === true) {
    codec.encode(writer, value);
    return;
  }
  if (codec.size !== undefined && value.length !== codec.size && value.length !== 0) {
    throw new InvalidValue(`expected ${codec.size} bytes, got a Buffer of ${value.length}`, 'range');
  }
  writer.raw(value);
}

/** Writes an element of a tuple or a user type, where "unset" can only mean null. */
export function encodeNullable(writer: ByteWriter, codec: ValueCodec, value: unknown): void {
  if (isAbsent(value)) writer.int32(nullLength);
  else encodeElement(writer, codec, value);
}

export function encodePresent(writer: ByteWriter, codec: ValueCodec, value: unknown, expected: string): void {
  if (isAbsent(value)) throw wrongType(expected, value);
  encodeElement(writer, codec, value);
}

export function failAtEnd(): never {
  throw new ProtocolError('An element passes the end of the value that holds it');
}

export function failOnSize(length: number, size: number): never {
  throw new ProtocolError(`A value has ${length} bytes where its type has ${size}`);
}

/** Checks what the application's class returned: a constructor may return anything, and a promise in a row would not be awaited. */
export function notPromise<T extends object>(made: T): T {
  if (!isPromise(made)) return made;
  ignoreRejection(made);
  throw new ProtocolError('its class gives a promise in place of an object');
}
