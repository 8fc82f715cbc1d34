// Encodes rows as a text file, and decodes them.
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import type { Row } from '@async-cassandra/core';
import { Utf8Decoder } from './utf8-decoder';
import type { FileRow, RowDecoder, RowEncoder } from './row-format';

export class TextRowEncoder implements RowEncoder {
  readonly isFlushed = true;
  readonly #line: (row: Row) => string;
  #header: string;

  constructor(header: string, line: (row: Row) => string) {
    this.#header = header;
    this.#line = line;
  }

  add(rows: readonly Row[]): Uint8Array {
    const text = this.#header + rows.map(this.#line).join('');
    this.#header = '';
    return Buffer.from(text);
  }

  flush(): Uint8Array {
    return this.add([]);
  }

  state(): undefined {
    return undefined;
  }

  end(): Uint8Array {
    return new Uint8Array();
  }
}

export class TextRowDecoder implements RowDecoder {
  readonly #size: number;
  readonly #read: (text: Readable) => AsyncGenerator<FileRow>;
  readonly #stream: ReadStream;
  readonly #text: Readable;

  constructor(file: string, size: number, read: (text: Readable) => AsyncGenerator<FileRow>) {
    this.#size = size;
    this.#read = read;
    this.#stream = createReadStream(file);
    // An error of either reaches the rows.
    this.#text = pipeline(this.#stream, new Utf8Decoder(file), () => {});
  }

  rows(): AsyncGenerator<FileRow> {
    return this.#read(this.#text);
  }

  fraction(): number {
    return this.#size === 0 ? 1 : this.#stream.bytesRead / this.#size;
  }

  close(): void {
    this.#text.destroy();
  }
}
