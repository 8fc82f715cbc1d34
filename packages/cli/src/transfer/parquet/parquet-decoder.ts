// Reads the rows of a Parquet file, a group at a time.
import zlib from 'node:zlib';
import type * as Hyparquet from 'hyparquet';
import type { AsyncBuffer, Compressors, FileMetaData, SchemaTree } from 'hyparquet';
import { CliError } from '../../command-line/cli-error';
import type { FileRow, RowDecoder, TypeOf } from '../row-format';
import { toInsertKey } from '../../values/cassandra-json';
import { fromParquet, rawParsers, rawSchema } from './from-parquet';

type Library = typeof Hyparquet;

/** Beside Snappy, which the library has. Node 20 has no Zstandard. */
const compressors: Compressors = {
  GZIP: (bytes) => zlib.gunzipSync(bytes),
  BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
  ...('zstdDecompressSync' in zlib && { ZSTD: zlib.zstdDecompressSync as (bytes: Uint8Array) => Uint8Array }),
};

/** The rows that are in memory at once. */
const rowsAtOnce = 10_000;

export class ParquetDecoder implements RowDecoder {
  readonly #library: Library;
  readonly #file: AsyncBuffer;
  readonly #metadata: FileMetaData;
  readonly #columns: readonly SchemaTree[];
  readonly #typeOf: TypeOf;
  #read = 0;

  /** @throws CliError for a file that is not Parquet. */
  static async open(file: string, typeOf: TypeOf): Promise<ParquetDecoder> {
    const library = await import('hyparquet');
    const buffer = await library.asyncBufferFromFile(file);
    const metadata = await library.parquetMetadataAsync(buffer).catch((cause: unknown) => {
      throw new CliError(`${file} is no whole Parquet file`, { cause });
    });
    return new ParquetDecoder(library, buffer, metadata, typeOf);
  }

  private constructor(library: Library, file: AsyncBuffer, metadata: FileMetaData, typeOf: TypeOf) {
    this.#library = library;
    this.#file = file;
    this.#metadata = { ...metadata, schema: rawSchema(metadata.schema) };
    this.#columns = library.parquetSchema(metadata).children;
    this.#typeOf = typeOf;
  }

  async *rows(): AsyncGenerator<FileRow> {
    let begin = 0;
    for (const { num_rows: count } of this.#metadata.row_groups) {
      const end = begin + Number(count);
      for (; begin < end; begin += rowsAtOnce) yield* this.#rowsOf(begin, Math.min(begin + rowsAtOnce, end));
      begin = end;
    }
  }

  fraction(): number {
    return this.#read / Math.max(1, Number(this.#metadata.num_rows));
  }

  close(): void {}

  async *#rowsOf(rowStart: number, rowEnd: number): AsyncGenerator<FileRow> {
    const rows = await this.#library.parquetReadObjects({
      file: this.#file,
      metadata: this.#metadata,
      utf8: false,
      parsers: rawParsers,
      compressors,
      rowStart,
      rowEnd,
    });
    for (const row of rows) {
      this.#read += 1;
      yield this.#fileRow(row);
    }
  }

  #fileRow(row: Record<string, unknown>): FileRow {
    const fields = this.#columns.map((column) => {
      const { name } = column.element;
      return [toInsertKey(name), fromParquet(row[name], column, this.#typeOf(name))];
    });
    const json = JSON.stringify(Object.fromEntries(fields));
    return { line: this.#read, text: json, json };
  }
}
