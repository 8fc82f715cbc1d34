// The TypeScript type of a statement's rows. Rules of null, seen on servers (docs/typed-cql.md): columns of the partition key are
// never null, clustering columns only in rows of static columns, `count` never, everything else may be.
import type { Spec, StatementFacts, TableFacts } from '../schema/schema-facts';
import { givesNull, mayAggregate, selectionOf, type Selector } from './selectors';
import type { StatementParts } from './statement-parts';
import { objectType, type ValueTypes } from './value-types';

export type TableOf = (named: Pick<Spec, 'keyspace' | 'table'>) => TableFacts | undefined;

/** Returns `never` for a statement without rows. */
export function rowType(
  facts: StatementFacts,
  parts: StatementParts,
  written: readonly Pick<Spec, 'keyspace' | 'table'>[],
  tableOf: TableOf,
  values: ValueTypes,
): string {
  if (parts.isConditional && parts.kind !== 'transaction') return conditionalRow(parts, written, tableOf, values);
  const { columns } = facts;
  if (columns.length === 0) return 'never';
  const isNullable = parts.kind === 'select' ? nullability(columns, parts, tableOf) : () => true;
  const fields = new Map(
    columns.map((spec, index) => {
      const type = values.read(spec);
      return [spec.name, { name: spec.name, type: isNullable(spec, index) ? orNull(type) : type }] as const;
    }),
  );
  return objectType([...fields.values()]);
}

/** The row of a whole table, as a scan reads it. */
export function tableRowType(keyspace: string, name: string, table: TableFacts, values: ValueTypes): string {
  return objectType(
    [...table.columns].map(([column, type]) => {
      const text = values.read({ name: column, type, keyspace, table: name });
      return { name: column, type: isNullableColumn(column, table, false) ? orNull(text) : text };
    }),
  );
}

function nullability(
  columns: readonly Spec[],
  parts: StatementParts,
  tableOf: TableOf,
): (spec: Spec, index: number) => boolean {
  const selection = selectionOf(parts.tokens);
  if (selection === 'json') return () => false;
  const selectors = selection !== 'all' && selection.length === columns.length ? selection : undefined;
  // An aggregate gives one row even when no row matches; the other columns of that row are null.
  const isEmptyRow = !parts.isGrouped && mayAggregate(selection);
  return (spec, index) => {
    const selector: Selector | undefined = selectors?.[index];
    if (selector?.call !== undefined) return selector.call === 'count' ? false : isEmptyRow || givesNull(selector.call);
    // Without a selector for each column, only the names of `SELECT *` are names of columns.
    const column = selector === undefined ? (selection === 'all' ? spec.name : undefined) : selector.column;
    const table = tableOf(spec);
    if (isEmptyRow || column === undefined || table === undefined) return true;
    return isNullableColumn(column, table, restrictsClustering(parts, table));
  };
}

/** A row of statics comes only where no clustering column is restricted. */
function restrictsClustering({ whereNames }: StatementParts, { clusteringKey }: TableFacts): boolean {
  return whereNames.some((name) => clusteringKey.includes(name));
}

function isNullableColumn(column: string, table: TableFacts, isRestricted: boolean): boolean {
  if (table.partitionKey.includes(column)) return false;
  if (!table.clusteringKey.includes(column)) return true;
  return table.staticColumns.length > 0 && !isRestricted;
}

/** PREPARE does not tell the columns of a conditional write: `[applied]` and, when it was not applied, columns of the row that was met. */
function conditionalRow(
  parts: StatementParts,
  written: readonly Pick<Spec, 'keyspace' | 'table'>[],
  tableOf: TableOf,
  values: ValueTypes,
): string {
  const isBatch = parts.kind === 'batch';
  const met = new Map<string, { name: string; type: string; isOptional: boolean }>();
  for (const named of written) {
    const table = tableOf(named);
    if (table === undefined) continue;
    for (const [column, type] of table.columns) {
      const isKey = table.partitionKey.includes(column) || table.clusteringKey.includes(column);
      const isIn = parts.meetsWholeRow || parts.conditionNames.includes(column) || (isBatch && isKey);
      if (!isIn || met.has(column)) continue;
      const text = values.read({ ...named, name: column, type });
      const isNullable = isBatch || isNullableColumn(column, table, false);
      // The server leaves the columns out where there was no row; IF NOT EXISTS always met one.
      const isOptional = isBatch || !parts.meetsWholeRow;
      met.set(column, { name: column, type: isNullable ? orNull(text) : text, isOptional });
    }
  }
  if (met.size === 0) return "{ readonly '[applied]': boolean }";
  const notApplied = objectType([{ name: '[applied]', type: 'false' }, ...met.values()]);
  return `{ readonly '[applied]': true } | ${notApplied}`;
}

function orNull(type: string): string {
  return `${type} | null`;
}
