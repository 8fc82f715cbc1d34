// Writes the protocol's notations (v5 spec, section 3) into a growing buffer. Compiled encoders call `reserve`, then write into
// `buffer` at `position` directly.
import { isWellFormed } from '../options/well-formed';

import { maxBodyLength } from './envelope';

const shortString = 32;
/** The longest request, and the requests that wait before it. */
const maxBytes = maxBodyLength + 1024 * 1024;

/** The error of a request that is too long. Nothing of the request has been sent. */
export function tooLong(bytes: number): RangeError {
  return new RangeError(
    `The request has at least ${bytes} bytes, and the protocol allows ${maxBodyLength}: send fewer or smaller values at a time`,
  );
}

export class ByteWriter {
  /** `reserve` may replace it. Positions stay valid: written bytes keep their position. */
  buffer: Buffer;
  position: number;
  /** Bytes before this position have been handed out, and are not copied when the buffer grows. */
  keepFrom = 0;

  constructor(buffer: Buffer = Buffer.allocUnsafeSlow(256), position = 0) {
    this.buffer = buffer;
    this.position = position;
  }

  /** Makes room for `bytes` more bytes. */
  reserve(bytes: number): void {
    if (bytes > this.buffer.length - this.position) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    if (this.position + bytes - this.keepFrom > maxBytes) throw tooLong(this.position + bytes - this.keepFrom);
    const larger = Buffer.allocUnsafeSlow(Math.max(this.position + bytes, this.buffer.length * 2));
    this.buffer.copy(larger, this.keepFrom, this.keepFrom, this.position);
    this.buffer = larger;
  }

  uint8(value: number): void {
    this.reserve(1);
    this.buffer[this.position++] = value;
  }

  int16(value: number): void {
    this.reserve(2);
    const { buffer, position } = this;
    buffer[position] = value >> 8;
    buffer[position + 1] = value;
    this.position = position + 2;
  }

  int32(value: number): void {
    this.reserve(4);
    const { buffer, position } = this;
    buffer[position] = value >> 24;
    buffer[position + 1] = value >> 16;
    buffer[position + 2] = value >> 8;
    buffer[position + 3] = value;
    this.position = position + 4;
  }

  /** A [long] from its two halves. */
  int64(high: number, low: number): void {
    this.reserve(8);
    const { buffer, position } = this;
    buffer[position] = high >> 24;
    buffer[position + 1] = high >> 16;
    buffer[position + 2] = high >> 8;
    buffer[position + 3] = high;
    buffer[position + 4] = low >> 24;
    buffer[position + 5] = low >> 16;
    buffer[position + 6] = low >> 8;
    buffer[position + 7] = low;
    this.position = position + 8;
  }

  /** Writes a [long] from a whole number. Exact for safe integers. */
  int64FromNumber(value: number): void {
    const high = Math.floor(value / 0x1_0000_0000);
    this.int64(high, value - high * 0x1_0000_0000);
  }

  /** Writes a [short] that counts the following elements. */
  #count(value: number): void {
    if (value > 0xffff)
      throw new RangeError(`A list or a map of the protocol holds at most 65535 entries, not ${value}`);
    this.int16(value);
  }

  string(value: string): void {
    const start = this.position;
    this.int16(0);
    const length = this.utf8(value);
    if (length > 0xffff) {
      this.position = start;
      throw new RangeError(`A [string] holds at most 65535 bytes, not ${length}`);
    }
    this.buffer[start] = length >> 8;
    this.buffer[start + 1] = length;
  }

  longString(value: string): void {
    const start = this.position;
    this.int32(0);
    const length = this.utf8(value);
    const { buffer } = this;
    buffer[start] = length >> 24;
    buffer[start + 1] = length >> 16;
    buffer[start + 2] = length >> 8;
    buffer[start + 3] = length;
  }

  /** Writes the UTF-8 bytes without a length. Returns their number. */
  utf8(value: string): number {
    const { length } = value;
    if (length > shortString) return this.#longUtf8(value);
    this.reserve(length * 3);
    const { buffer, position } = this;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return this.#longUtf8(value);
      buffer[position + index] = code;
    }
    this.position = position + length;
    return length;
  }

  #longUtf8(value: string): number {
    if (!isWellFormed(value)) {
      throw new RangeError('A text with half of a surrogate pair cannot be sent: UTF-8 has no bytes for it');
    }
    this.reserve(Buffer.byteLength(value));
    const length = this.buffer.write(value, this.position);
    this.position += length;
    return length;
  }

  /** Writes bytes without a length. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.position);
    this.position += bytes.length;
  }

  bytes(value: Uint8Array | null): void {
    if (value === null) {
      this.int32(-1);
      return;
    }
    this.int32(value.length);
    this.raw(value);
  }

  shortBytes(value: Uint8Array): void {
    if (value.length > 0xffff) throw new RangeError(`[short bytes] hold at most 65535 bytes, not ${value.length}`);
    this.int16(value.length);
    this.raw(value);
  }

  stringList(values: readonly string[]): void {
    this.#count(values.length);
    for (const value of values) this.string(value);
  }

  stringMap(map: Readonly<Record<string, string>>): void {
    const entries = Object.entries(map);
    this.#count(entries.length);
    for (const [key, value] of entries) {
      this.string(key);
      this.string(value);
    }
  }

  bytesMap(map: Readonly<Record<string, Uint8Array | null>>): void {
    const entries = Object.entries(map);
    this.#count(entries.length);
    for (const [key, value] of entries) {
      this.string(key);
      this.bytes(value);
    }
  }
}
