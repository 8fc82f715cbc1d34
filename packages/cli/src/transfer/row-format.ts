// The interfaces of a file format: an encoder converts rows to the bytes of a file, a decoder converts bytes to rows.
import type { ColumnSpec, DataType, Row } from '@async-cassandra/core';

/** Returns the type of a column by its name; undefined for a missing column, which the server reports. */
export type TypeOf = (column: string) => DataType | undefined;

/** A row of a file: its JSON for the server, or the problem with it. */
export interface FileRow {
  /** The line on which the row begins, from 1; in a file without lines, the number of the row. */
  readonly line: number;
  /** The text of the row in the file. */
  readonly text: string;
  readonly json?: string;
  readonly problem?: string;
}

/** Encodes rows as the bytes of one file, from its beginning or from where another process stopped. */
export interface RowEncoder {
  /** Bytes to append to the file. A format may gather rows, and return their bytes later. */
  add(rows: readonly Row[]): Uint8Array;
  /** The bytes of all rows that were gathered. */
  flush(): Uint8Array;
  /** Whether the bytes returned so far hold all rows that were added. */
  readonly isFlushed: boolean;
  /** The state that another process needs, beside these bytes, to continue; undefined: none. */
  state(): string | undefined;
  /** The last bytes of the file, after `flush`. */
  end(): Uint8Array;
}

export interface EncoderStart {
  readonly columns: readonly ColumnSpec[];
  /** Whether the file has bytes of this export already. */
  readonly isContinued: boolean;
  /** The result of `state` when the bytes were written. */
  readonly state: string | undefined;
}

/** Reads the rows of one file in order. */
export interface RowDecoder {
  rows(): AsyncGenerator<FileRow>;
  /** Returns the fraction of the file that was read, from 0 to 1. */
  fraction(): number;
  close(): void;
}

export interface Format {
  encoder(start: EncoderStart): RowEncoder | Promise<RowEncoder>;
  /** `size` is the size of the file in bytes. */
  decoder(file: string, size: number, typeOf: TypeOf): RowDecoder | Promise<RowDecoder>;
}
