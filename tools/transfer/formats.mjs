// The two file formats: how a row becomes a line, and how a file becomes rows for `INSERT ... JSON`.
import { createInterface } from 'node:readline';
import { Row, types } from '@async-cassandra/core';
import { toCassandraJson, toInsertKey } from './cassandra-json.mjs';
import { readCsvRows, writeCsvRow } from './csv.mjs';

// A column may be called as a method of the row.
const namesOf = (row) => Row.prototype.keys.call(row);
const valuesOf = (row) => Row.prototype.values.call(row);

const ndjson = {
  header: () => '',
  line(row) {
    const values = valuesOf(row);
    return `${JSON.stringify(Object.fromEntries(namesOf(row).map((name, i) => [name, toCassandraJson(values[i])])))}\n`;
  },
  /** The JSON text of each row of the file. */
  async *read(file) {
    for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
      if (line !== '') yield toInsertJson(Object.entries(JSON.parse(line)));
    }
  },
};

const csv = {
  header: (columns) => writeCsvRow(columns),
  line: (row) => writeCsvRow(valuesOf(row).map(toCell)),
  async *read(file, typeOf) {
    let names;
    for await (const cells of readCsvRows(file)) {
      if (names === undefined) names = cells;
      else yield toInsertJson(cells.map((cell, i) => [names[i], fromCell(cell, typeOf(names[i]))]));
      if (cells.length !== names.length) {
        throw new Error(`A row has ${cells.length} cells, but the header has ${names.length}: ${cells.join(',')}`);
      }
    }
  },
};

const formats = { ndjson, csv };

export function formatOf(name, file) {
  const chosen = name ?? (file.endsWith('.csv') ? 'csv' : 'ndjson');
  if (formats[chosen] === undefined) throw new Error(`--format is ${Object.keys(formats).join(' or ')}, not ${chosen}`);
  return formats[chosen];
}

function toInsertJson(fields) {
  return JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [toInsertKey(name), value])));
}

function toCell(value) {
  const json = toCassandraJson(value);
  if (json === null || typeof json === 'string') return json;
  return JSON.stringify(json);
}

/** Cassandra reads every scalar from its text; what holds other values is JSON within its cell. */
function fromCell(cell, type) {
  return cell !== null && holdsValues(type) ? JSON.parse(cell) : cell;
}

const { list, set, map, udt, tuple, custom } = types.dataTypes;
const containers = [list, set, map, udt, tuple];

function holdsValues(type) {
  return containers.includes(type?.code) || (type?.code === custom && type.customTypeName === 'vector');
}
