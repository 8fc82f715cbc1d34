// Publishes the changes of nodes.
import { channels } from './channels';
import type { NodeMessage } from './messages';
import type { MeasuredConnection, MetricsMiddleware } from '../metrics/metrics-middleware';
import type { ObservedNode } from './observed-node';

export function nodeChanged(event: NodeMessage['event'], node: ObservedNode, error?: unknown): void {
  if (!channels.node.hasSubscribers) return;
  channels.node.publish(error === undefined ? { event, node } : { event, node, error });
}

/** Returns the health of the node by its connections, without a request. */
export function healthOf(node: ObservedNode): MeasuredConnection {
  const { responses, connectionsLost, connectFailures } = node.totals;
  return {
    host: node.endpoint,
    isHealthy: node.isUp,
    errorCount: connectionsLost + connectFailures,
    totalQueries: responses,
  };
}

/** Reports the health of the node once to each collector, however many sessions report to it. */
export function recordHealth(
  reporters: Iterable<{ readonly metrics: MetricsMiddleware | undefined }>,
  node: ObservedNode,
): void {
  const told = new Set<MetricsMiddleware | undefined>([undefined]);
  for (const { metrics } of reporters) {
    if (!told.has(metrics)) metrics!.recordConnectionMetrics(healthOf(node));
    told.add(metrics);
  }
}
