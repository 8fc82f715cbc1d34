// The protocol's primitive notations (v5 spec, section 3), written into one growing buffer.

import { isIPv6 } from 'node:net';

/** Returns the 4 or 16 bytes of an IP address. */
export function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) {
    const parts = address.split('.').map(Number);
    if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) {
      throw new TypeError(`'${address}' is not an IP address`);
    }
    return Buffer.from(parts);
  }
  const [left = '', right] = address.split('%', 1)[0]!.split('::');
  const head = groups(left);
  const tail = right === undefined ? [] : groups(right);
  const gap = new Array<number>(8 - head.length - tail.length).fill(0);
  const bytes = Buffer.alloc(16);
  [...head, ...gap, ...tail].forEach((group, index) => bytes.writeUInt16BE(group, index * 2));
  return bytes;
}

function groups(text: string): number[] {
  if (text === '') {
    return [];
  }
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) {
      return [parseInt(part, 16)];
    }
    const embedded = addressBytes(part);
    return [embedded.readUInt16BE(0), embedded.readUInt16BE(2)];
  });
}

export class BodyWriter {
  #buffer = Buffer.allocUnsafe(256);
  #length = 0;

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  uint8(value: number): this {
    const position = this.#claim(1);
    this.#buffer.writeUInt8(value, position);
    return this;
  }

  uint16(value: number): this {
    const position = this.#claim(2);
    this.#buffer.writeUInt16BE(value, position);
    return this;
  }

  int32(value: number): this {
    const position = this.#claim(4);
    this.#buffer.writeInt32BE(value, position);
    return this;
  }

  raw(bytes: Buffer): this {
    const position = this.#claim(bytes.length);
    bytes.copy(this.#buffer, position);
    return this;
  }

  string(text: string): this {
    return this.shortBytes(Buffer.from(text));
  }

  shortBytes(bytes: Buffer): this {
    return this.uint16(bytes.length).raw(bytes);
  }

  bytes(bytes: Buffer | null): this {
    return bytes === null ? this.int32(-1) : this.int32(bytes.length).raw(bytes);
  }

  stringList(list: readonly string[]): this {
    this.uint16(list.length);
    for (const item of list) {
      this.string(item);
    }
    return this;
  }

  stringMultimap(map: Readonly<Record<string, readonly string[]>>): this {
    const entries = Object.entries(map);
    this.uint16(entries.length);
    for (const [key, list] of entries) {
      this.string(key).stringList(list);
    }
    return this;
  }

  bytesMap(map: Readonly<Record<string, Buffer>>): this {
    const entries = Object.entries(map);
    this.uint16(entries.length);
    for (const [key, value] of entries) {
      this.string(key).bytes(value);
    }
    return this;
  }

  /** Writes an address with its one-byte length, [inetaddr]. */
  inetAddress(address: string): this {
    const bytes = addressBytes(address);
    return this.uint8(bytes.length).raw(bytes);
  }

  inet(address: string, port: number): this {
    return this.inetAddress(address).int32(port);
  }

  /** Reserves bytes. May replace the buffer: read the position first, then the buffer. */
  #claim(bytes: number): number {
    const position = this.#length;
    const needed = position + bytes;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, position);
      this.#buffer = grown;
    }
    this.#length = needed;
    return position;
  }
}
