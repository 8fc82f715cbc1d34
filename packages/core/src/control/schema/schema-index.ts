import type { IndexRow } from './schema-rows';
import { toRecord } from './to-record';

/** cassandra-driver's numbers for the kinds of an index. */
export const indexKind = { custom: 0, keys: 1, composites: 2 } as const;

/** A secondary index of a table, modelled on cassandra-driver's `metadata.Index`. */
export class SchemaIndex {
  constructor(
    readonly name: string,
    /** The indexed column, or `values(column)`, `keys(column)`, `entries(column)`, `full(column)` of a collection. */
    readonly target: string,
    readonly kind: (typeof indexKind)[keyof typeof indexKind],
    /** The options; a custom index has its class as `class_name`. */
    readonly options: Readonly<Record<string, string>>,
  ) {}

  /** Whether the index is the built-in one for a column of a compound table. */
  isCompositesKind(): boolean {
    return this.kind === indexKind.composites;
  }

  /** Whether the index is the built-in one for a compact table. */
  isKeysKind(): boolean {
    return this.kind === indexKind.keys;
  }

  /** Whether a class of its own implements the index, such as SAI. */
  isCustomKind(): boolean {
    return this.kind === indexKind.custom;
  }
}

export function readIndex(row: IndexRow): SchemaIndex {
  const options = toRecord(row.options);
  const kind = row.kind.toLowerCase();
  return new SchemaIndex(
    row.index_name,
    options['target'] ?? '',
    kind === 'keys' || kind === 'composites' ? indexKind[kind] : indexKind.custom,
    options,
  );
}
