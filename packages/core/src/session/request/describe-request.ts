// Describes a request for load-balancing and retry policies.
import type { ExecutionDescription } from '../../policies/execution-description';
import { envelopeFlag } from '../../protocol/envelope-flag';
import type { MessageOptions, Operation } from '../operations/operation';

export function describeRequest(
  request: MessageOptions & { readonly isIdempotent: boolean | undefined },
  operation: Operation,
): ExecutionDescription {
  const { settings, keyspace, consistency, timestamp, isIdempotent, pagingState } = request;
  return {
    query: operation.query,
    kind: operation.kind,
    batchType: operation.batchType,
    keyspace,
    routingKey: settings.routing === undefined ? operation.routingKey() : settings.routing.given,
    consistency,
    // A getter: it reads the texts of a batch, and few policies ask.
    get isConditional() {
      return operation.isConditional;
    },
    serialConsistency: settings.serialConsistency,
    fetchSize: settings.fetchSize,
    timestamp: timestamp as ExecutionDescription['timestamp'],
    timeoutMs: settings.timeoutMs,
    isIdempotent,
    isTracing: (settings.flags & envelopeFlag.tracing) !== 0,
    customPayload: settings.customPayload,
    pagingState: pagingState ?? undefined,
    host: settings.host,
    loadBalancingPolicy: settings.profile.loadBalancingPolicy,
    retryPolicy: settings.retryPolicy,
    options: settings,
  };
}
