// Reads the schema from system_schema, and from system_virtual_schema, which exists since Cassandra 4.0: older versions have nothing virtual.
import { InvalidRequestError } from '../../errors/server-errors';
import type { SystemQuery } from '../system-query';
import { readKeyspace, type KeyspaceMetadata } from './keyspace-metadata';
import type {
  AggregateRow,
  CollectionRow,
  ColumnRow,
  FunctionRow,
  IndexRow,
  KeyspaceRow,
  UserTypeRow,
  ViewRow,
} from './schema-rows';

export interface TableRows {
  readonly table: CollectionRow;
  readonly columns: readonly ColumnRow[];
  readonly indexes: readonly IndexRow[];
}

export interface ViewRows {
  readonly view: ViewRow;
  readonly columns: readonly ColumnRow[];
}

export class SchemaReader {
  readonly #query: SystemQuery;

  constructor(query: SystemQuery) {
    this.#query = query;
  }

  async keyspaces(): Promise<KeyspaceMetadata[]> {
    const [stored, virtual] = await Promise.all([
      this.#rows<KeyspaceRow>('SELECT * FROM system_schema.keyspaces'),
      this.#virtualRows<KeyspaceRow>('SELECT * FROM system_virtual_schema.keyspaces'),
    ]);
    return [...virtual.map((row) => readKeyspace(row, true)), ...stored.map((row) => readKeyspace(row, false))];
  }

  /** Returns `undefined` when the keyspace does not exist. */
  async keyspace(name: string): Promise<KeyspaceMetadata | undefined> {
    const [stored] = await this.#rows<KeyspaceRow>(
      'SELECT * FROM system_schema.keyspaces WHERE keyspace_name = ?',
      name,
    );
    if (stored !== undefined) return readKeyspace(stored, false);
    const [virtual] = await this.#virtualRows<KeyspaceRow>(
      'SELECT * FROM system_virtual_schema.keyspaces WHERE keyspace_name = ?',
      name,
    );
    return virtual === undefined ? undefined : readKeyspace(virtual, true);
  }

  userTypes(keyspace: string): Promise<readonly UserTypeRow[]> {
    return this.#rows<UserTypeRow>('SELECT * FROM system_schema.types WHERE keyspace_name = ?', keyspace);
  }

  async table(keyspace: string, name: string): Promise<TableRows | undefined> {
    const [tables, columns, indexes] = await Promise.all([
      this.#ofTable<CollectionRow>('tables', keyspace, name),
      this.#ofTable<ColumnRow>('columns', keyspace, name),
      this.#ofTable<IndexRow>('indexes', keyspace, name),
    ]);
    return tables[0] === undefined ? undefined : { table: tables[0], columns, indexes };
  }

  async virtualTable(keyspace: string, name: string): Promise<TableRows | undefined> {
    const where = 'WHERE keyspace_name = ? AND table_name = ?';
    const [tables, columns] = await Promise.all([
      this.#virtualRows<CollectionRow>(`SELECT * FROM system_virtual_schema.tables ${where}`, keyspace, name),
      this.#virtualRows<ColumnRow>(`SELECT * FROM system_virtual_schema.columns ${where}`, keyspace, name),
    ]);
    return tables[0] === undefined ? undefined : { table: tables[0], columns, indexes: [] };
  }

  async view(keyspace: string, name: string): Promise<ViewRows | undefined> {
    const [views, columns] = await Promise.all([
      this.#rows<ViewRow>(
        'SELECT * FROM system_schema.views WHERE keyspace_name = ? AND view_name = ?',
        keyspace,
        name,
      ),
      this.#ofTable<ColumnRow>('columns', keyspace, name),
    ]);
    return views[0] === undefined ? undefined : { view: views[0], columns };
  }

  functions(keyspace: string, name: string): Promise<readonly FunctionRow[]> {
    return this.#rows<FunctionRow>(
      'SELECT * FROM system_schema.functions WHERE keyspace_name = ? AND function_name = ?',
      keyspace,
      name,
    );
  }

  aggregates(keyspace: string, name: string): Promise<readonly AggregateRow[]> {
    return this.#rows<AggregateRow>(
      'SELECT * FROM system_schema.aggregates WHERE keyspace_name = ? AND aggregate_name = ?',
      keyspace,
      name,
    );
  }

  #ofTable<R extends object>(source: string, keyspace: string, name: string): Promise<readonly R[]> {
    return this.#rows<R>(
      `SELECT * FROM system_schema.${source} WHERE keyspace_name = ? AND table_name = ?`,
      keyspace,
      name,
    );
  }

  async #virtualRows<R extends object>(query: string, ...parameters: string[]): Promise<readonly R[]> {
    try {
      return await this.#rows<R>(query, ...parameters);
    } catch (error) {
      if (error instanceof InvalidRequestError) return [];
      throw error;
    }
  }

  async #rows<R extends object>(query: string, ...parameters: string[]): Promise<readonly R[]> {
    return (await this.#query(query, parameters)) as readonly object[] as readonly R[];
  }
}
