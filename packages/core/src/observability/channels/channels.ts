// The channels of node:diagnostics_channel: anyone in the process may listen, by name or by these objects. While nobody does, a
// request costs one look at them.
import { channel, tracingChannel, type Channel, type TracingChannel } from 'node:diagnostics_channel';
import type {
  AttemptMessage,
  ConnectionClosedMessage,
  ConnectionMessage,
  NodeMessage,
  RequestMessage,
} from './messages';

/**
 * `request`, `attempt` and `connection` are tracing channels: `start` and `end` around the call, `asyncEnd` when all is over,
 * `error` before it where it failed. `connectionClosed` and `node` are plain ones. The messages are not to be changed.
 *
 * @example
 * channels.request.asyncEnd.subscribe((message) => {
 *   const { statement, durationMs } = message as RequestMessage;
 *   console.log(statement.summary, durationMs);
 * });
 */
export const channels = {
  /** `tracing:async-cassandra:request:*`, a `RequestMessage`. */
  request: tracingChannel<unknown, RequestMessage>('async-cassandra:request'),
  /** `tracing:async-cassandra:attempt:*`, an `AttemptMessage`. */
  attempt: tracingChannel<unknown, AttemptMessage>('async-cassandra:attempt'),
  /** `tracing:async-cassandra:connection:*`, a `ConnectionMessage`: connections as they are opened. */
  connection: tracingChannel<unknown, ConnectionMessage>('async-cassandra:connection'),
  /** `async-cassandra:connection-closed`, a `ConnectionClosedMessage`. */
  connectionClosed: channel('async-cassandra:connection-closed') as Channel<unknown, ConnectionClosedMessage>,
  /** `async-cassandra:node`, a `NodeMessage`. */
  node: channel('async-cassandra:node') as Channel<unknown, NodeMessage>,
} as const satisfies Record<string, Channel | TracingChannel<unknown, object>>;

/** Whether somebody listens to requests or attempts. */
export function hasRequestSubscribers(): boolean {
  return channels.request.hasSubscribers || channels.attempt.hasSubscribers;
}
