// The file formats: convert rows to lines, and a file to rows for `INSERT ... JSON`.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { types, type DataType, type Row } from '@async-cassandra/core';
import { toCassandraJson, toInsertKey, type CassandraJson } from '../values/cassandra-json';
import { jsonLine } from '../values/json-line';
import { namesOf, valuesOf } from '../values/row-cells';
import { showValue } from '../values/show-value';
import { readCsvRows, writeCsvRow, type CsvRecord } from './csv';
import { ParquetDecoder } from './parquet/parquet-decoder';
import { ParquetEncoder } from './parquet/parquet-encoder';
import type { FileRow, Format, TypeOf } from './row-format';
import { TextRowDecoder, TextRowEncoder } from './text-rows';

/** A format of lines of text. */
interface TextFormat {
  header(columns: readonly string[]): string;
  line(row: Row): string;
  read(file: Readable, typeOf: TypeOf): AsyncGenerator<FileRow>;
}

const ndjson: TextFormat = {
  header: () => '',
  line: jsonLine,
  async *read(file) {
    yield* readLines(file, (text) => toInsertJson(Object.entries(parseObject(text))));
  },
};

/** The output of cqlsh for `SELECT JSON`: the names are as `INSERT ... JSON` takes them. */
const cqlsh: TextFormat = {
  header: () => ' [json]\n--------\n',
  line: (row) => ` ${toInsertJson(fieldsOfRow(row))}\n`,
  async *read(file) {
    yield* readLines(file, (text) => {
      const json = text.trim();
      if (/^(\[json\]|-+(MORE-+)?|\(\d+ rows?\))$/.test(json)) return undefined;
      parseObject(json);
      return json;
    });
  },
};

const csv: TextFormat = {
  header: (columns) => writeCsvRow(columns),
  line: (row) => writeCsvRow(valuesOf(row).map(showValue)),
  async *read(file, typeOf) {
    let names: readonly (string | null)[] | undefined;
    for await (const record of readCsvRows(file as AsyncIterable<string>)) {
      if (names === undefined) names = record.cells;
      else yield csvFileRow(names as readonly string[], record, typeOf);
    }
  },
};

const parquet: Format = {
  encoder: (start) => ParquetEncoder.create(start),
  decoder: (file, _, typeOf) => ParquetDecoder.open(file, typeOf),
};

const formats = { ndjson: textFormat(ndjson), csv: textFormat(csv), cqlsh: textFormat(cqlsh), parquet };

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];
const endings = ['csv', 'parquet'] as const;

export function formatOf(name: FormatName | undefined, file: string): Format {
  return formats[name ?? endings.find((ending) => file.endsWith(`.${ending}`)) ?? 'ndjson'];
}

function textFormat(format: TextFormat): Format {
  return {
    encoder: ({ columns, isContinued }) => {
      const header = isContinued ? '' : format.header(columns.map(({ name }) => name));
      return new TextRowEncoder(header, format.line);
    },
    decoder: (file, size, typeOf) => new TextRowDecoder(file, size, (text) => format.read(text, typeOf)),
  };
}

type Field = readonly [name: string, value: CassandraJson];

/** `toJson` returns undefined for a line that is not a row. */
async function* readLines(file: Readable, toJson: (text: string) => string | undefined): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const text of createInterface({ input: file, crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    const row = fileRow(line, text, toJson);
    if (row.json !== undefined || row.problem !== undefined) yield row;
  }
}

function fileRow(line: number, text: string, toJson: (text: string) => string | undefined): FileRow {
  try {
    return { line, text, json: toJson(text) };
  } catch (error) {
    return { line, text, problem: (error as Error).message };
  }
}

function parseObject(text: string): Record<string, CassandraJson> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The message of the parser may repeat the text; the file of bad rows has the row.
    throw new Error('This is not JSON', { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, CassandraJson>;
  throw new Error('This is not an object in JSON');
}

function csvFileRow(names: readonly string[], { line, text, cells, isCut }: CsvRecord, typeOf: TypeOf): FileRow {
  return fileRow(line, text, () => {
    if (isCut) throw new Error('The file ends within quotes');
    if (cells.length !== names.length) {
      throw new Error(`This row has ${cells.length} cells, and the header has ${names.length}`);
    }
    return toInsertJson(cells.map((cell, i) => [names[i]!, fromCell(cell, names[i]!, typeOf)]));
  });
}

function fieldsOfRow(row: Row): Field[] {
  const values = valuesOf(row);
  return namesOf(row).map((name, i) => [name, toCassandraJson(values[i])]);
}

function toInsertJson(fields: readonly Field[]): string {
  return JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [toInsertKey(name), value])));
}

/** Cassandra parses every scalar from its text; a value that contains other values is JSON within its cell. */
function fromCell(cell: string | null, name: string, typeOf: TypeOf): CassandraJson {
  if (cell === null || !holdsValues(typeOf(name))) return cell;
  try {
    return JSON.parse(cell) as CassandraJson;
  } catch (cause) {
    throw new Error(`The cell of ${name} is not JSON`, { cause });
  }
}

const { list, set, map, udt, tuple, custom } = types.dataTypes;
const containers: readonly number[] = [list, set, map, udt, tuple];

function holdsValues(type: DataType | undefined): boolean {
  if (type === undefined) return false;
  const isVector = type.code === custom && 'customTypeName' in type && type.customTypeName === 'vector';
  return isVector || containers.includes(type.code);
}
