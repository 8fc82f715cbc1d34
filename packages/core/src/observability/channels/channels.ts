// The channels of node:diagnostics_channel. Any code of the process may subscribe, by name or by these objects. Without a subscriber a
// request only costs one check of them.
import { channel, tracingChannel } from 'node:diagnostics_channel';
import type { MessageChannel, MessageTracingChannel } from './message-channel';
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
  request: tracing<RequestMessage>('async-cassandra:request'),
  /** `tracing:async-cassandra:attempt:*`, an `AttemptMessage`. */
  attempt: tracing<AttemptMessage>('async-cassandra:attempt'),
  /** `tracing:async-cassandra:connection:*`, a `ConnectionMessage`: the opening of a connection. */
  connection: tracing<ConnectionMessage>('async-cassandra:connection'),
  /** `async-cassandra:connection-closed`, a `ConnectionClosedMessage`. */
  connectionClosed: plain<ConnectionClosedMessage>('async-cassandra:connection-closed'),
  /** `async-cassandra:node`, a `NodeMessage`. */
  node: plain<NodeMessage>('async-cassandra:node'),
} as const;

function tracing<Message extends object>(name: string): MessageTracingChannel<Message> {
  return tracingChannel(name) as object as MessageTracingChannel<Message>;
}

function plain<Message extends object>(name: string): MessageChannel<Message> {
  return channel(name) as object as MessageChannel<Message>;
}

/** Returns whether requests or attempts have a subscriber. */
export function hasRequestSubscribers(): boolean {
  return channels.request.hasSubscribers || channels.attempt.hasSubscribers;
}
