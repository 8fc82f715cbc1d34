// The attributes of spans, by the semantic conventions of OpenTelemetry: "database client spans", which are stable, and
// "Cassandra client operations", which extend them (semantic-conventions 1.40, docs/db/database-spans.md and docs/db/cassandra.md).
import type { Attributes, Span } from '@opentelemetry/api';
import { consistencyName } from '../../driver/consistency';
import { serverCodeOf } from '../channels/error-type';
import type { RequestMessage } from '../channels/messages';
import type { ObservedNode } from '../channels/observed-node';

/** Returns the name of a span, such as `SELECT shop.users` or `PREPARE SELECT shop.users`: names have low cardinality. */
export function spanName(request: RequestMessage): string {
  return querySummary(request) ?? 'cassandra';
}

/** Returns the attributes that are known at the start of a request, for samplers. */
export function startAttributes(request: RequestMessage, withText: boolean): Attributes {
  const { statement, statementCount, queryType } = request;
  const hasNoLevel = queryType === 'prepare';
  return withoutUndefined({
    ...statementAttributes(request),
    'db.query.text': withText ? statement.text : undefined,
    'db.operation.batch.size': queryType === 'batch' && statementCount !== 1 ? statementCount : undefined,
    'cassandra.consistency.level': hasNoLevel ? undefined : consistencyName(request.consistency).toLowerCase(),
    'cassandra.page.size': queryType === 'batch' || hasNoLevel ? undefined : request.fetchSize,
    'cassandra.query.idempotent': request.isIdempotent,
  });
}

/** Returns the attributes of a statement that spans and metrics have in common. */
export function statementAttributes(request: RequestMessage): Attributes {
  const { statement, queryType } = request;
  return withoutUndefined({
    'db.system.name': 'cassandra',
    'db.namespace': keyspaceOf(statement.table) ?? request.keyspace,
    'db.operation.name': queryType === 'prepare' ? 'PREPARE' : withoutBatch(statement.operation, request) || undefined,
    'db.collection.name': statement.table,
    'db.query.summary': querySummary(request),
  });
}

/** Sets what is known at the end of a request. One by one: that costs less than an object with these attributes. */
export function setEndAttributes(span: Span, request: RequestMessage): void {
  const { attempts, speculativeExecutions } = request;
  const lastNode = attempts.at(-1)?.node;
  if (lastNode !== undefined) setNodeAttributes(span, lastNode);
  if (speculativeExecutions > 0) span.setAttribute('cassandra.speculative_execution.count', speculativeExecutions);
  if (request.pageCount > 0) span.setAttribute('db.response.returned_rows', request.rowCount);
}

function setNodeAttributes(span: Span, { address, port, datacenter, hostId }: ObservedNode): void {
  span
    .setAttribute('server.address', address)
    .setAttribute('server.port', port)
    .setAttribute('network.peer.address', address)
    .setAttribute('network.peer.port', port)
    .setAttribute('cassandra.coordinator.dc', datacenter)
    .setAttribute('cassandra.coordinator.id', hostId);
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
export function errorAttributes(error: unknown, errorType: string): Attributes {
  const code = serverCodeOf(error, errorType);
  return withoutUndefined({
    'error.type': errorType === 'Other' ? '_OTHER' : errorType,
    'db.response.status_code': code === undefined ? undefined : String(code),
  });
}

function querySummary(request: RequestMessage): string | undefined {
  const { queryType, statement } = request;
  const summary =
    queryType === 'prepare' ? `PREPARE ${statement.summary}`.trimEnd() : withoutBatch(statement.summary, request);
  return summary === '' ? undefined : summary.slice(0, 255);
}

/** By the conventions, a batch of one statement is that statement. */
function withoutBatch(name: string, { queryType, statementCount }: RequestMessage): string {
  return queryType === 'batch' && statementCount === 1 ? name.replace(/^BATCH ?/, '') : name;
}

/** Returns the keyspace of a qualified name: `shop.users` is in `shop`, whatever the session's keyspace. */
function keyspaceOf(table: string | undefined): string | undefined {
  const dot = table?.indexOf('.') ?? -1;
  return dot === -1 ? undefined : table!.slice(0, dot).replaceAll('"', '');
}

function withoutUndefined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
