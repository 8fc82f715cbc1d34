// The two file formats: how a row becomes a line, and how a file becomes rows for `INSERT ... JSON`.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { types, type DataType, type Row } from '@async-cassandra/core';
import { toInsertKey, type CassandraJson } from '../values/cassandra-json';
import { jsonLine } from '../values/json-line';
import { valuesOf } from '../values/row-cells';
import { showValue } from '../values/show-value';
import { readCsvRows, writeCsvRow, type CsvRow } from './csv';

/** The type of a column by its name; undefined where there is no such column, which the server will say. */
export type TypeOf = (column: string) => DataType | undefined;

export interface Format {
  header(columns: readonly string[]): string;
  line(row: Row): string;
  /** The JSON text of each row of the file. */
  read(file: Readable, typeOf: TypeOf): AsyncGenerator<string>;
}

const ndjson: Format = {
  header: () => '',
  line: jsonLine,
  async *read(file) {
    for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
      if (line !== '') yield toInsertJson(Object.entries(JSON.parse(line) as Record<string, CassandraJson>));
    }
  },
};

const csv: Format = {
  header: (columns) => writeCsvRow(columns),
  line: (row) => writeCsvRow(valuesOf(row).map(showValue)),
  async *read(file, typeOf) {
    let names: readonly string[] | undefined;
    for await (const cells of readCsvRows(file as AsyncIterable<string>)) {
      if (names === undefined) names = cells as readonly string[];
      else yield toInsertJson(fieldsOf(names, cells, typeOf));
      if (cells.length !== names.length) {
        throw new Error(`A row has ${cells.length} cells, but the header has ${names.length}: ${cells.join(',')}`);
      }
    }
  },
};

const formats = { ndjson, csv };

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];

export function formatOf(name: FormatName | undefined, file: string): Format {
  return formats[name ?? (file.endsWith('.csv') ? 'csv' : 'ndjson')];
}

type Field = readonly [name: string, value: CassandraJson];

function fieldsOf(names: readonly string[], cells: CsvRow, typeOf: TypeOf): Field[] {
  return cells.map((cell, i) => [names[i]!, fromCell(cell, typeOf(names[i]!))]);
}

function toInsertJson(fields: readonly Field[]): string {
  return JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [toInsertKey(name), value])));
}

/** Cassandra reads every scalar from its text; what holds other values is JSON within its cell. */
function fromCell(cell: string | null, type: DataType | undefined): CassandraJson {
  return cell !== null && holdsValues(type) ? (JSON.parse(cell) as CassandraJson) : cell;
}

const { list, set, map, udt, tuple, custom } = types.dataTypes;
const containers: readonly number[] = [list, set, map, udt, tuple];

function holdsValues(type: DataType | undefined): boolean {
  if (type === undefined) return false;
  const isVector = type.code === custom && 'customTypeName' in type && type.customTypeName === 'vector';
  return isVector || containers.includes(type.code);
}
