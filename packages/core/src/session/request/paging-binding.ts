import { crc32 } from 'node:zlib';
import { namesKeyspace } from '../../statement/cql-scanner';
import type { Operation } from '../operations/operation';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

/** Returns a hash of what a paging state is bound to: the text, its values, and the keyspace of unqualified names. */
export function pagingBinding(operation: Operation, settings: RequestSettings, context: SessionContext): number {
  const fingerprint = operation.fingerprint();
  const { query } = operation;
  const keyspace = settings.keyspace ?? operation.keyspace ?? context.keyspace;
  if (typeof query !== 'string' || keyspace === undefined || namesKeyspace(query)) return fingerprint;
  return crc32(keyspace, fingerprint);
}
