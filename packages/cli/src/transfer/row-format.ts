// How rows become the bytes of a file, and bytes of a file rows. A format is a pair of these.
import type { ColumnSpec, DataType, Row } from '@async-cassandra/core';

/** The type of a column by its name; undefined where there is no such column, which the server will say. */
export type TypeOf = (column: string) => DataType | undefined;

/** A row of a file: the JSON of it for the server, or why it is no row. */
export interface FileRow {
  /** On which it begins, from 1; in a file without lines, the number of the row. */
  readonly line: number;
  /** As it stands in the file. */
  readonly text: string;
  readonly json?: string;
  readonly problem?: string;
}

/** Turns rows into the bytes of one file, from its beginning or from where another process stopped. */
export interface RowEncoder {
  /** Bytes to append to the file. A format may gather rows, and return their bytes later. */
  add(rows: readonly Row[]): Uint8Array;
  /** The bytes of all rows that were gathered. */
  flush(): Uint8Array;
  /** Whether the bytes returned so far hold all rows that were added. */
  readonly isFlushed: boolean;
  /** What another process needs, beside these bytes, to continue; undefined: nothing. */
  state(): string | undefined;
  /** The last bytes of the file, after `flush`. */
  end(): Uint8Array;
}

export interface EncoderStart {
  readonly columns: readonly ColumnSpec[];
  /** Whether the file has bytes of this export already. */
  readonly isContinued: boolean;
  /** What `state` returned when they were written. */
  readonly state: string | undefined;
}

/** Reads the rows of one file, in their order. */
export interface RowDecoder {
  rows(): AsyncGenerator<FileRow>;
  /** How much of the file was read, from 0 to 1. */
  fraction(): number;
  close(): void;
}

export interface Format {
  encoder(start: EncoderStart): RowEncoder | Promise<RowEncoder>;
  /** `size` of the file in bytes. */
  decoder(file: string, size: number, typeOf: TypeOf): RowDecoder | Promise<RowDecoder>;
}
