// Caches the schema of one keyspace. Each object is read on first use, once for all concurrent callers, and discarded when an
// event reports a change.
import { freezeAll } from '../../protocol/freeze-all';
import type { SchemaChange } from '../../protocol/responses/schema-change';
import { UnknownTypeError, type ResolveUserType } from '../../protocol/cql-type';
import type { KeyspaceMetadata } from './keyspace-metadata';
import { readTable, readView } from './read-table';
import { readAggregate, readFunction, type Aggregate, type SchemaFunction } from './schema-function';
import type { SchemaReader } from './schema-reader';
import type { MaterializedView, TableMetadata } from './table-metadata';
import { UserTypes, type Udt } from './user-types';

export class KeyspaceSchema {
  readonly #reader: SchemaReader;
  readonly #keyspace: KeyspaceMetadata;
  #userTypes: Promise<UserTypes> | undefined;
  readonly #tables = new Loaded<TableMetadata>();
  readonly #views = new Loaded<MaterializedView>();
  readonly #functions = new Loaded<readonly SchemaFunction[]>();
  readonly #aggregates = new Loaded<readonly Aggregate[]>();

  constructor(reader: SchemaReader, keyspace: KeyspaceMetadata) {
    this.#reader = reader;
    this.#keyspace = keyspace;
  }

  async userType(name: string): Promise<Udt | null> {
    const known = this.#userTypes;
    return (await known)?.get(name) ?? (await this.#reloadUserTypes(known)).get(name);
  }

  table(name: string): Promise<TableMetadata | null> {
    return this.#tables.get(name, async () => {
      const { name: keyspace, virtual } = this.#keyspace;
      const rows = await (virtual ? this.#reader.virtualTable(keyspace, name) : this.#reader.table(keyspace, name));
      if (rows === undefined) return null;
      return await this.#withUserTypes((resolve) => readTable(name, rows.table, rows.columns, rows.indexes, resolve));
    });
  }

  view(name: string): Promise<MaterializedView | null> {
    return this.#views.get(name, async () => {
      const rows = await this.#reader.view(this.#keyspace.name, name);
      return rows === undefined
        ? null
        : await this.#withUserTypes((resolve) => readView(name, rows.view, rows.columns, resolve));
    });
  }

  async functions(name: string): Promise<readonly SchemaFunction[]> {
    const functions = await this.#functions.get(name, async () => {
      const rows = await this.#reader.functions(this.#keyspace.name, name);
      return await this.#withUserTypes((resolve) => noneIsNull(rows.map((row) => readFunction(row, resolve))));
    });
    return functions ?? [];
  }

  async aggregates(name: string): Promise<readonly Aggregate[]> {
    const aggregates = await this.#aggregates.get(name, async () => {
      const rows = await this.#reader.aggregates(this.#keyspace.name, name);
      return await this.#withUserTypes((resolve) => noneIsNull(rows.map((row) => readAggregate(row, resolve))));
    });
    return aggregates ?? [];
  }

  /** Discards what the change made outdated: the next use reads it again. */
  forget(change: SchemaChange): void {
    switch (change.target) {
      case 'TABLE':
        this.#tables.forget(change.name!);
        // A view is announced as a table, and a view of all columns changes with its base table.
        this.#views.forgetAll();
        return;
      case 'FUNCTION':
        this.#functions.forget(change.name!);
        return;
      case 'AGGREGATE':
        this.#aggregates.forget(change.name!);
        return;
      case 'TYPE':
      case 'KEYSPACE':
        // Cached objects contain the user types that they refer to.
        this.forgetAll();
    }
  }

  forgetAll(): void {
    this.#userTypes = undefined;
    for (const loaded of [this.#tables, this.#views, this.#functions, this.#aggregates]) loaded.forgetAll();
  }

  /** Reads user types only if an object needs them, and again for a type that is newer than the cached ones. */
  async #withUserTypes<T>(read: (resolve: ResolveUserType) => T): Promise<T> {
    const known = this.#userTypes;
    try {
      return read((await known)?.resolve ?? (() => undefined));
    } catch (error) {
      if (!(error instanceof UnknownTypeError)) throw error;
      return read((await this.#reloadUserTypes(known)).resolve);
    }
  }

  /** Reads user types newer than `known`, in one query for all callers that found it outdated. */
  #reloadUserTypes(known: Promise<UserTypes> | undefined): Promise<UserTypes> {
    if (this.#userTypes !== undefined && this.#userTypes !== known) return this.#userTypes;
    const { name } = this.#keyspace;
    const loading = this.#reader.userTypes(name).then((rows) => new UserTypes(name, rows));
    this.#userTypes = loading;
    loading.catch(() => {
      if (this.#userTypes === loading) this.#userTypes = undefined;
    });
    return loading;
  }
}

function noneIsNull<T>(found: readonly T[]): readonly T[] | null {
  return found.length === 0 ? null : found;
}

/** Caches what exists. An object that does not exist or could not be read is read again on the next use. */
class Loaded<T> {
  readonly #byName = new Map<string, Promise<T | null>>();

  get(name: string, load: () => Promise<T | null>): Promise<T | null> {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    // All callers get the same object.
    const loading = load().then(freezeAll);
    this.#byName.set(name, loading);
    const drop = (): void => {
      if (this.#byName.get(name) === loading) this.#byName.delete(name);
    };
    loading.then((value) => {
      if (value === null) drop();
    }, drop);
    return loading;
  }

  forget(name: string): void {
    this.#byName.delete(name);
  }

  forgetAll(): void {
    this.#byName.clear();
  }
}
