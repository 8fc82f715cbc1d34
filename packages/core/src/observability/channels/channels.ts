// The channels of node:diagnostics_channel. Any code of the process may subscribe, by name or by these objects. Without a subscriber a
// request only costs one check of them.
import { channel, tracingChannel, type Channel, type TracingChannel } from 'node:diagnostics_channel';
import type {
  AttemptMessage,
  ConnectionClosedMessage,
  ConnectionMessage,
  NodeMessage,
  RequestMessage,
} from './messages';

/**
 * `request`, `attempt` and `connection` are tracing channels: `start` and `end` surround the call, `error` is published if it failed, and
 * `asyncEnd` when everything has ended. `connectionClosed` and `node` are plain channels. Subscribers must not change the messages.
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
  /** `tracing:async-cassandra:connection:*`, a `ConnectionMessage`: the opening of a connection. */
  connection: tracingChannel<unknown, ConnectionMessage>('async-cassandra:connection'),
  /** `async-cassandra:connection-closed`, a `ConnectionClosedMessage`. */
  connectionClosed: channel('async-cassandra:connection-closed') as Channel<unknown, ConnectionClosedMessage>,
  /** `async-cassandra:node`, a `NodeMessage`. */
  node: channel('async-cassandra:node') as Channel<unknown, NodeMessage>,
} as const satisfies Record<string, Channel | TracingChannel<unknown, object>>;

/** Returns whether requests or attempts have a subscriber. */
export function hasRequestSubscribers(): boolean {
  return channels.request.hasSubscribers || channels.attempt.hasSubscribers;
}
