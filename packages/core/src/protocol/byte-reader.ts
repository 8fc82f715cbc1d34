// Reads the protocol's notations (v5 spec, section 3) from a part of a buffer. Checks every length before using it.
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';

export interface Inet {
  readonly address: Buffer;
  readonly port: number;
}

export class ByteReader {
  readonly buffer: Buffer;
  position: number;
  readonly end: number;

  constructor(buffer: Buffer, position: number, end: number) {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** Skips `bytes` bytes and returns their start. `what` names them in the error when they are missing. */
  skip(bytes: number, what: string): number {
    const start = this.position;
    if (bytes > this.end - start) {
      throw new UnreadableAnswerError(
        `The message ends inside ${what}: it takes ${bytes} bytes where ${this.end - start} are left`,
      );
    }
    this.position = start + bytes;
    return start;
  }

  uint8(what = 'a [byte]'): number {
    return this.buffer[this.skip(1, what)]!;
  }

  uint16(what = 'a [short]'): number {
    const start = this.skip(2, what);
    return (this.buffer[start]! << 8) | this.buffer[start + 1]!;
  }

  int16(what = 'a signed [short]'): number {
    return (this.uint16(what) << 16) >> 16;
  }

  int32(what = 'an [int]'): number {
    const start = this.skip(4, what);
    const { buffer } = this;
    return (buffer[start]! << 24) | (buffer[start + 1]! << 16) | (buffer[start + 2]! << 8) | buffer[start + 3]!;
  }

  /** Reads an [int] that counts elements of at least `minimumBytes` each. Throws for more elements than the rest can hold, before anything is allocated. */
  count(what: string, minimumBytes: number): number {
    const count = this.int32(what);
    if (count < 0 || count * minimumBytes > this.end - this.position) {
      throw new UnreadableAnswerError(
        `${count} cannot be ${what}: ${this.end - this.position} bytes are left in the message`,
      );
    }
    return count;
  }

  string(what = 'a [string]'): string {
    const length = this.uint16(what);
    const start = this.skip(length, what);
    return this.buffer.toString('utf8', start, start + length);
  }

  longString(what = 'a [long string]'): string {
    const length = this.int32(what);
    if (length < 0) throw new UnreadableAnswerError(`The length of ${what} cannot be ${length}`);
    const start = this.skip(length, what);
    return this.buffer.toString('utf8', start, start + length);
  }

  /** Returns a view: copy what must outlive the receive buffer. */
  bytes(what = 'some [bytes]'): Buffer | null {
    const length = this.int32(what);
    if (length < 0) return null;
    const start = this.skip(length, what);
    return this.buffer.subarray(start, start + length);
  }

  /** Returns a view: copy what must outlive the receive buffer. */
  shortBytes(what = 'some [short bytes]'): Buffer {
    const length = this.uint16(what);
    const start = this.skip(length, what);
    return this.buffer.subarray(start, start + length);
  }

  /** The 16 bytes of a [uuid], copied. */
  uuidBytes(what = 'a [uuid]'): Buffer {
    const start = this.skip(16, what);
    return Buffer.from(this.buffer.subarray(start, start + 16));
  }

  /** The 4 or 16 bytes of an [inetaddr], copied. */
  inetAddress(what = 'an [inetaddr]'): Buffer {
    const length = this.uint8(what);
    if (length !== 4 && length !== 16) {
      throw new UnreadableAnswerError(`The length of ${what} cannot be ${length}: an address has 4 or 16 bytes`);
    }
    const start = this.skip(length, what);
    return Buffer.from(this.buffer.subarray(start, start + length));
  }

  inet(what = 'an [inet]'): Inet {
    return { address: this.inetAddress(what), port: this.int32(what) };
  }

  stringList(what = 'a [string list]'): string[] {
    const list: string[] = [];
    for (let left = this.uint16(what); left > 0; left--) list.push(this.string(what));
    return list;
  }

  stringMap(what = 'a [string map]'): Record<string, string> {
    return this.#map(what, () => this.string(what));
  }

  stringMultimap(what = 'a [string multimap]'): Record<string, string[]> {
    return this.#map(what, () => this.stringList(what));
  }

  /** Copies the values, which outlive the receive buffer. */
  bytesMap(what = 'a [bytes map]'): Record<string, Buffer | null> {
    return this.#map(what, () => {
      const bytes = this.bytes(what);
      return bytes === null ? null : Buffer.from(bytes);
    });
  }

  // Built from entries, where a key named `__proto__` is an ordinary key.
  #map<V>(what: string, readValue: () => V): Record<string, V> {
    const entries: [string, V][] = [];
    for (let left = this.uint16(what); left > 0; left--) entries.push([this.string(what), readValue()]);
    return Object.fromEntries(entries);
  }
}
