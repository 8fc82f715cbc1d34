import { ConfigurationError } from '@async-cassandra/core';
import { Scope } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { connectionToken } from '../cassandra.tokens';

/**
 * A provider that is made of request-scoped ones is made for each request: a connection would be opened for each, and closed for
 * none, because Nest calls no hook of such providers.
 *
 * @throws ConfigurationError when that is what the options of this connection lead to.
 */
export function refuseRequestScope(moduleRef: ModuleRef, connectionName: string): void {
  if (moduleRef.introspect(connectionToken(connectionName)).scope === Scope.DEFAULT) return;
  throw new ConfigurationError(
    `Cassandra connection '${connectionName}': its options depend on a request-scoped provider, so there would be a connection for each request`,
  );
}
