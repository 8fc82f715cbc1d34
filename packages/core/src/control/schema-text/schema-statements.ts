// The schema as CQL text, written from system_schema: for servers that lack DESCRIBE.
import { QueryError } from '../../errors/async-cassandra-error';
import type { DescribeOptions } from '../describe-schema';
import type {
  AggregateRow,
  ColumnRow,
  FunctionRow,
  IndexRow,
  KeyspaceRow,
  TableRow,
  UserTypeRow,
  ViewRow,
} from '../schema/schema-rows';
import type { SystemQuery } from '../system-query';
import { aggregateText, functionText, keyspaceText, typesInOrder, typeText } from './function-text';
import { indexText, tableText, viewText } from './table-text';

/** Returns the statements in an order in which they can be executed. @throws QueryError when there is nothing of that name. */
export async function schemaStatements(
  query: SystemQuery,
  keyspace: string,
  { table, view, type, function: functionName, aggregate, index }: DescribeOptions,
): Promise<string[]> {
  const rows = await readKeyspaceRows(query, keyspace);
  const [found] = rows.keyspaces;
  if (found === undefined) throw new QueryError(`There is no keyspace '${keyspace}'`);
  if (table !== undefined)
    return existing(
      tableStatements(rows, ({ table_name: name }) => name === table),
      table,
    );
  if (view !== undefined)
    return existing(
      viewStatements(rows, ({ view_name: name }) => name === view),
      view,
    );
  if (type !== undefined) {
    const types = rows.types.filter(({ type_name: name }) => name === type);
    return existing(
      types.map((each) => typeText(keyspace, each)),
      type,
    );
  }
  if (functionName !== undefined) {
    const functions = rows.functions.filter(({ function_name: name }) => name === functionName);
    return existing(functions.map(functionText), functionName);
  }
  if (aggregate !== undefined) {
    const aggregates = rows.aggregates.filter(({ aggregate_name: name }) => name === aggregate);
    return existing(aggregates.map(aggregateText), aggregate);
  }
  if (index !== undefined) {
    const indexes = rows.indexes.filter(({ index_name: name }) => name === index);
    return existing(
      indexes.map((each) => indexText(keyspace, each)),
      index,
    );
  }
  return [
    keyspaceText(found),
    ...typesInOrder(rows.types).map((each) => typeText(keyspace, each)),
    ...rows.functions.map(functionText),
    ...rows.aggregates.map(aggregateText),
    ...tableStatements(rows, () => true),
  ];

  function existing(statements: string[], name: string): string[] {
    if (statements.length === 0) throw new QueryError(`There is no '${name}' of this kind in keyspace '${keyspace}'`);
    return statements;
  }
}

type KeyspaceRows = Awaited<ReturnType<typeof readKeyspaceRows>>;

async function readKeyspaceRows(query: SystemQuery, keyspace: string) {
  const rows = async <R extends object>(source: string): Promise<readonly R[]> => {
    const text = `SELECT * FROM system_schema.${source} WHERE keyspace_name = ?`;
    return (await query(text, [keyspace])) as readonly object[] as readonly R[];
  };
  const [keyspaces, types, functions, aggregates, tables, columns, indexes, views] = await Promise.all([
    rows<KeyspaceRow>('keyspaces'),
    rows<UserTypeRow>('types'),
    rows<FunctionRow>('functions'),
    rows<AggregateRow>('aggregates'),
    rows<TableRow>('tables'),
    rows<ColumnRow>('columns'),
    rows<IndexRow>('indexes'),
    rows<ViewRow>('views'),
  ]);
  return { keyspaces, types, functions, aggregates, tables, columns, indexes, views };
}

/** Each table is followed by its indexes and views. */
function tableStatements(rows: KeyspaceRows, isIncluded: (table: TableRow) => boolean): string[] {
  return rows.tables.filter(isIncluded).flatMap((table) => {
    const isOfTable = (row: { table_name: string }) => row.table_name === table.table_name;
    return [
      tableText(table, rows.columns.filter(isOfTable)),
      ...rows.indexes.filter(isOfTable).map((index) => indexText(table.keyspace_name, index)),
      ...viewStatements(rows, (view) => view.base_table_name === table.table_name),
    ];
  });
}

function viewStatements(rows: KeyspaceRows, isIncluded: (view: ViewRow) => boolean): string[] {
  return rows.views.filter(isIncluded).map((view) => {
    const columns = rows.columns.filter(({ table_name: name }) => name === view.view_name);
    return viewText(view, columns);
  });
}
