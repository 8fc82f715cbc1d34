// The attributes of spans, by the semantic conventions of OpenTelemetry: "database client spans", which are stable, and
// "Cassandra client operations", which extend them (semantic-conventions 1.40, docs/db/database-spans.md and docs/db/cassandra.md).
import type { Attributes } from '@opentelemetry/api';
import { consistencyName } from '../../driver/consistency';
import { ServerResponseError } from '../../errors/server-errors';
import type { AttemptMessage, RequestMessage } from '../channels/messages';
import type { ObservedNode } from '../channels/observed-node';

/** Returns the name of a span, such as `SELECT shop.users` or `PREPARE SELECT shop.users`: names have low cardinality. */
export function spanName(request: RequestMessage): string {
  return querySummary(request) ?? 'cassandra';
}

/** Returns the attributes that are known at the start of a request, for samplers. */
export function startAttributes(request: RequestMessage, withText: boolean): Attributes {
  const { statement, statementCount, queryType } = request;
  return withoutUndefined({
    'db.system.name': 'cassandra',
    'db.namespace': keyspaceOf(statement.table) ?? request.keyspace,
    'db.operation.name': queryType === 'prepare' ? 'PREPARE' : statement.operation || undefined,
    'db.collection.name': statement.table,
    'db.query.summary': querySummary(request),
    'db.query.text': withText ? statement.text : undefined,
    'db.operation.batch.size': statementCount > 1 ? statementCount : undefined,
    'cassandra.consistency.level':
      queryType === 'prepare' ? undefined : consistencyName(request.consistency).toLowerCase(),
    'cassandra.page.size': queryType === 'batch' || queryType === 'prepare' ? undefined : request.fetchSize,
    'cassandra.query.idempotent': request.isIdempotent,
  });
}

/** Returns the attributes that are known at the end of a request. */
export function endAttributes(request: RequestMessage): Attributes {
  const lastNode = request.attempts.at(-1)?.node;
  return withoutUndefined({
    ...(lastNode === undefined ? {} : nodeAttributes(lastNode)),
    'cassandra.speculative_execution.count': request.speculativeExecutions || undefined,
    'db.response.returned_rows': request.pageCount > 0 ? request.rowCount : undefined,
    ...errorAttributes(request),
  });
}

export function nodeAttributes({ address, port, datacenter, hostId }: ObservedNode): Attributes {
  return {
    'server.address': address,
    'server.port': port,
    'network.peer.address': address,
    'network.peer.port': port,
    'cassandra.coordinator.dc': datacenter,
    'cassandra.coordinator.id': hostId,
  };
}

/** Returns `error.type`, the name of the error's class, and `db.response.status_code`, the protocol's code in decimal. */
export function errorAttributes({ error, errorType }: RequestMessage | AttemptMessage): Attributes {
  if (errorType === undefined) return {};
  return withoutUndefined({
    'error.type': errorType === 'Other' ? '_OTHER' : errorType,
    'db.response.status_code': error instanceof ServerResponseError ? String(error.code) : undefined,
  });
}

function querySummary({ queryType, statement }: RequestMessage): string | undefined {
  const summary = queryType === 'prepare' ? `PREPARE ${statement.summary}`.trimEnd() : statement.summary;
  return summary === '' ? undefined : summary.slice(0, 255);
}

/** Returns the keyspace of a qualified name: `shop.users` is in `shop`, whatever the session's keyspace. */
function keyspaceOf(table: string | undefined): string | undefined {
  const dot = table?.indexOf('.') ?? -1;
  return dot === -1 ? undefined : table!.slice(0, dot).replaceAll('"', '');
}

function withoutUndefined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
