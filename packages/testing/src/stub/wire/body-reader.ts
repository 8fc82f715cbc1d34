// The protocol's primitive notations (v5 spec, section 3), read from one request body.

import { WireViolation } from './wire-violation';

export class BodyReader {
  readonly #body: Buffer;
  #position = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get remaining(): number {
    return this.#body.length - this.#position;
  }

  uint8(): number {
    return this.#body.readUInt8(this.#take(1, 'a byte'));
  }

  uint16(): number {
    return this.#body.readUInt16BE(this.#take(2, 'a [short]'));
  }

  int32(): number {
    return this.#body.readInt32BE(this.#take(4, 'an [int]'));
  }

  int64(): bigint {
    return this.#body.readBigInt64BE(this.#take(8, 'a [long]'));
  }

  string(): string {
    return this.#slice(this.uint16(), 'a [string]').toString();
  }

  longString(): string {
    return this.#slice(this.int32(), 'a [long string]').toString();
  }

  shortBytes(): Buffer {
    return this.#slice(this.uint16(), '[short bytes]');
  }

  bytes(): Buffer | null {
    const length = this.int32();
    return length < 0 ? null : this.#slice(length, '[bytes]');
  }

  /** [value]: `null` for null, `undefined` for "not set". */
  value(): Buffer | null | undefined {
    const length = this.int32();
    if (length < -2) {
      throw new WireViolation(`A [value] has the length ${length}`);
    }
    return length === -1 ? null : length === -2 ? undefined : this.#slice(length, 'a [value]');
  }

  stringList(): string[] {
    return Array.from({ length: this.uint16() }, () => this.string());
  }

  stringMap(): Record<string, string> {
    return Object.fromEntries(Array.from({ length: this.uint16() }, () => [this.string(), this.string()]));
  }

  bytesMap(): Record<string, Buffer | null> {
    return Object.fromEntries(Array.from({ length: this.uint16() }, () => [this.string(), this.bytes()]));
  }

  #slice(length: number, what: string): Buffer {
    const start = this.#take(length, what);
    return this.#body.subarray(start, start + length);
  }

  #take(length: number, what: string): number {
    const start = this.#position;
    if (length < 0 || start + length > this.#body.length) {
      throw new WireViolation(`The body ends within ${what}: ${length} bytes at ${start} of ${this.#body.length}`);
    }
    this.#position = start + length;
    return start;
  }
}
