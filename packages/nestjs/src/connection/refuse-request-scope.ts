import { ConfigurationError } from '@async-cassandra/core';
import { Scope } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { connectionToken } from '../cassandra.tokens';

/**
 * A provider that depends on request-scoped ones is created for each request: a connection would be opened for each request, and never
 * closed, because Nest calls no hook of such providers.
 *
 * @throws ConfigurationError when the options of this connection depend on a request-scoped provider.
 */
export function refuseRequestScope(moduleRef: ModuleRef, connectionName: string): void {
  if (moduleRef.introspect(connectionToken(connectionName)).scope === Scope.DEFAULT) return;
  throw new ConfigurationError(
    `Cassandra connection '${connectionName}': its options depend on a request-scoped provider, so there would be a connection for each request`,
  );
}
