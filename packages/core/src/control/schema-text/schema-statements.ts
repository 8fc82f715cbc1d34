// The schema as CQL text, written from system_schema: for servers that lack DESCRIBE.
import { QueryError } from '../../errors/async-cassandra-error';
import { describedBy, type Described, type DescribeOptions } from '../describe-options';
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
  options: DescribeOptions,
): Promise<string[]> {
  const rows = await readKeyspaceRows(query, keyspace);
  const [found] = rows.keyspaces;
  if (found === undefined) throw new QueryError(`There is no keyspace '${keyspace}'`);
  const described = describedBy(options);
  if (described !== undefined) {
    const statements = statementsOf[described.kind](rows, (name) => name === described.name);
    if (statements.length > 0) return statements;
    throw new QueryError(`There is no '${described.name}' of this kind in keyspace '${keyspace}'`);
  }
  const ofKind = (kind: Described['kind']) => statementsOf[kind](rows, () => true);
  return [keyspaceText(found), ...ofKind('type'), ...ofKind('function'), ...ofKind('aggregate'), ...ofKind('table')];
}

type IsIncluded = (name: string) => boolean;

const statementsOf: Readonly<Record<Described['kind'], (rows: KeyspaceRows, isIncluded: IsIncluded) => string[]>> = {
  table: tableStatements,
  view: (rows, isIncluded) => viewStatements(rows, (view) => isIncluded(view.view_name)),
  type: ({ types }, isIncluded) => {
    return typesInOrder(types)
      .filter((row) => isIncluded(row.type_name))
      .map(typeText);
  },
  function: ({ functions }, isIncluded) => functions.filter((row) => isIncluded(row.function_name)).map(functionText),
  aggregate: ({ aggregates }, isIncluded) => {
    return aggregates.filter((row) => isIncluded(row.aggregate_name)).map(aggregateText);
  },
  index: ({ indexes }, isIncluded) => indexes.filter((row) => isIncluded(row.index_name)).map(indexText),
};

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
function tableStatements(rows: KeyspaceRows, isIncluded: IsIncluded): string[] {
  const included = rows.tables.filter((table) => isIncluded(table.table_name));
  return included.flatMap((table) => {
    const isOfTable = (row: { table_name: string }) => row.table_name === table.table_name;
    return [
      tableText(table, rows.columns.filter(isOfTable)),
      ...rows.indexes.filter(isOfTable).map(indexText),
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
