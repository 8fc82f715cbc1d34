// Tells of nodes as they come, go, and change.
import { channels } from './channels';
import type { NodeMessage } from './messages';
import type { MeasuredConnection, MetricsMiddleware } from '../metrics/metrics-middleware';
import type { ObservedNode } from './observed-node';

export function nodeChanged(event: NodeMessage['event'], node: ObservedNode, error?: unknown): void {
  if (!channels.node.hasSubscribers) return;
  channels.node.publish(error === undefined ? { event, node } : { event, node, error });
}

/** How the node looks without asking it. */
export function healthOf(node: ObservedNode): MeasuredConnection {
  const { responses, connectionsLost, connectFailures } = node.totals;
  return {
    host: node.endpoint,
    isHealthy: node.isUp,
    errorCount: connectionsLost + connectFailures,
    totalQueries: responses,
  };
}

/** Each collector hears of the node once, however many sessions report to it. */
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
