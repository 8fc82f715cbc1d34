import { BatchStatement } from '@async-cassandra/core';
import { errors, type ArrayOrObject, type QueryOptions } from 'cassandra-driver';

/** A query of `client.batch`: a text, or a text with its parameters. */
export type BatchQuery = string | { readonly query: string; readonly params?: ArrayOrObject };

/** Creates the batch. @throws ArgumentError for an empty batch, or a statement without a text. */
export function batchOf(
  queries: readonly BatchQuery[],
  options: QueryOptions | null | undefined,
  defaults: QueryOptions,
): BatchStatement {
  if (!Array.isArray(queries)) throw new errors.ArgumentError('Queries should be an Array');
  if (queries.length === 0) throw new errors.ArgumentError('Queries array should not be empty');
  const isLogged = options?.logged ?? defaults.logged ?? true;
  const batch = new BatchStatement({ type: options?.counter === true ? 'counter' : isLogged ? 'logged' : 'unlogged' });
  (queries as readonly BatchQuery[]).forEach((item, index) => {
    const query = typeof item === 'string' ? item : item?.query;
    if (!query) throw new errors.ArgumentError(`Invalid query at index ${index}`);
    batch.add(query, typeof item === 'string' ? undefined : (item.params ?? undefined));
  });
  return batch;
}
