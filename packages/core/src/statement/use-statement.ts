// `USE name` sets the keyspace of the session instead of going over the wire, where it would bind a connection that others share.
import { ConfigurationError } from '../errors/async-cassandra-error';
import { keyspaceOfUse, statementKind } from './cql-scanner';
import type { ExecutableStatement } from './executable-statement';
import { hasParameters } from './parameters';
import { SimpleStatement } from './simple-statement';

/** Returns the keyspace that a USE sets; undefined for every other statement. */
export function keyspaceToUse(statement: ExecutableStatement<unknown>, parameters: unknown): string | undefined {
  if (hasParameters(parameters)) return undefined;
  if (typeof statement === 'string') return statementKind(statement) === 'use' ? keyspaceOfUse(statement) : undefined;
  return statement instanceof SimpleStatement && statement.kind === 'use' ? keyspaceOfUse(statement.query) : undefined;
}

/** @throws ConfigurationError for a USE where rows are wanted. */
export function refuseUse(statement: ExecutableStatement<unknown>, parameters: unknown): void {
  if (keyspaceToUse(statement, parameters) !== undefined) {
    throw new ConfigurationError('USE gives no rows: call execute or setKeyspace');
  }
}
