// Encodes rows as groups of a Parquet file. The list of groups is at the end of such a file: a process that continues gets it from the state.
import { deserialize, serialize } from 'node:v8';
import type { ColumnSpec, Row } from '@async-cassandra/core';
import type { RowGroup, SchemaElement } from 'hyparquet';
import type * as HyparquetWriter from 'hyparquet-writer';
import { valuesOf } from '../../values/row-cells';
import type { EncoderStart, RowEncoder } from '../row-format';
import { holdsFloats, schemaOf, toParquet } from './parquet-types';

/** The limits of a group, as readers of Parquet expect, and as memory allows. */
const maxRowsOfGroup = 50_000;
const maxBytesOfGroup = 32 * 1024 * 1024;

type Library = typeof HyparquetWriter;

interface State {
  readonly groups: RowGroup[];
  readonly bytes: number;
}

export class ParquetEncoder implements RowEncoder {
  readonly #columns: readonly ColumnSpec[];
  readonly #writer: InstanceType<Library['ParquetWriter']>;
  readonly #bytes: InstanceType<Library['ByteWriter']>;
  #gathered: unknown[][];
  #rows = 0;
  #size = 0;

  static async create(start: EncoderStart): Promise<ParquetEncoder> {
    return new ParquetEncoder(await import('hyparquet-writer'), start);
  }

  private constructor({ ByteWriter, ParquetWriter }: Library, { columns, state }: EncoderStart) {
    const root: SchemaElement = { name: 'schema', num_children: columns.length };
    const schema = [root, ...columns.flatMap(({ name, type }) => schemaOf(name, type))];
    this.#columns = columns;
    this.#gathered = columns.map(() => []);
    this.#bytes = new ByteWriter();
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: '@async-cassandra/cli' });
    if (state === undefined) return;
    const { groups, bytes } = deserialize(Buffer.from(state, 'base64')) as State;
    this.#writer.row_groups = groups;
    this.#writer.num_rows = groups.reduce((sum, group) => sum + group.num_rows, 0n);
    // The first bytes of the file are written already.
    this.#take();
    this.#bytes.offset = bytes;
  }

  get isFlushed(): boolean {
    return this.#rows === 0;
  }

  add(rows: readonly Row[]): Uint8Array {
    for (const row of rows) {
      for (const [i, value] of valuesOf(row).entries()) {
        const written = toParquet(value, this.#columns[i]!.type);
        this.#gathered[i]!.push(written);
        this.#size += sizeOf(written);
      }
    }
    this.#rows += rows.length;
    const isFull = this.#rows >= maxRowsOfGroup || this.#size >= maxBytesOfGroup;
    return isFull ? this.flush() : this.#take();
  }

  flush(): Uint8Array {
    if (!this.isFlushed) {
      const columnData = this.#columns.map(({ name, type }, i) => ({
        name,
        data: this.#gathered[i]!,
        offsetIndex: false,
        ...(holdsFloats(type) && { encoding: 'PLAIN' as const }),
      }));
      void this.#writer.write({ columnData, rowGroupSize: this.#rows });
      this.#gathered = this.#columns.map(() => []);
      this.#rows = 0;
      this.#size = 0;
    }
    return this.#take();
  }

  state(): string {
    const state: State = { groups: this.#writer.row_groups, bytes: this.#bytes.offset };
    return serialize(state).toString('base64');
  }

  end(): Uint8Array {
    void this.#writer.finish();
    return this.#take();
  }

  /** Returns the bytes since the last call. */
  #take(): Uint8Array {
    const bytes = new Uint8Array(this.#bytes.getBytes());
    this.#bytes.index = 0;
    return bytes;
  }
}

/** Returns the approximate size of a value in memory. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, each) => sum + sizeOf(each), 16);
}
