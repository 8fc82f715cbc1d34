// Values that were read from Parquet, as Cassandra's own JSON has them. The file says what a value is; the column of the table, how it is
// written.
import type { DataType } from '@async-cassandra/core';
import type { ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';
import { toInsertKey, toMapKey, type CassandraJson } from '../../values/cassandra-json';
import { leafToJson } from './leaf-to-json';
import { partsOf } from './type-parts';

/** Keeps numbers of milliseconds and days: a Date does not hold all of them. The library gives undefined for null. */
export const rawParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (milliseconds) => milliseconds,
  timestampFromMicroseconds: (microseconds) => microseconds,
  timestampFromNanoseconds: (nanoseconds) => nanoseconds,
  dateFromDays: (days) => days,
};

/**
 * The schema for the library, without what it would convert and lose: it makes objects of maps, whose keys become texts, and numbers of
 * decimals.
 */
export function rawSchema(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    const kind = element.converted_type ?? element.logical_type?.type;
    const isConverted = kind === 'MAP' || kind === 'DECIMAL';
    return isConverted ? { ...element, converted_type: undefined, logical_type: undefined } : element;
  });
}

/** `node` of the file's own schema; `type` of the column, undefined where the table has none. */
export function fromParquet(value: unknown, node: SchemaTree, type: DataType | undefined): CassandraJson {
  if (value === null || value === undefined) return null;
  const { element, children } = node;
  const kind = element.converted_type ?? element.logical_type?.type;
  const parts = type && partsOf(type);
  if (children.length === 0) return leafToJson(value, element, type);
  if (kind === 'LIST') {
    // A list of the old kind has its elements as the repeated field.
    const items = children[0]!.children.length === 1 ? children[0]!.children[0]! : children[0]!;
    const of = parts?.kind === 'list' ? parts.element : undefined;
    return Array.from(value as Iterable<unknown>, (each) => fromParquet(each, items, of));
  }
  if (kind === 'MAP') {
    const [keys, values] = children[0]!.children as [SchemaTree, SchemaTree];
    const of = parts?.kind === 'map' ? parts : undefined;
    const entries = Object.values(value as object)[0] as readonly Record<string, unknown>[] | null;
    return Object.fromEntries(
      (entries ?? []).map((entry) => [
        toMapKey(fromParquet(entry[keys.element.name], keys, of?.key)),
        fromParquet(entry[values.element.name], values, of?.value),
      ]),
    );
  }
  const fields = children.map((child, i): [string, CassandraJson] => {
    const { name } = child.element;
    const fieldType = parts && 'fields' in parts ? fieldOf(parts, name, i) : undefined;
    return [name, fromParquet((value as Record<string, unknown>)[name], child, fieldType)];
  });
  if (parts?.kind === 'tuple') return fields.map(([, each]) => each);
  return Object.fromEntries(fields.map(([name, each]) => [toInsertKey(name), each]));
}

type StructParts = Extract<ReturnType<typeof partsOf>, { readonly kind: 'tuple' | 'udt' }>;

function fieldOf({ kind, fields }: StructParts, name: string, index: number): DataType | undefined {
  return kind === 'tuple' ? fields[index]?.type : fields.find((field) => field.name === name)?.type;
}
