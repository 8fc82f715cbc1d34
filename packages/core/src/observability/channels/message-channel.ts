// The types of our channels. Not `Channel<...>` and `TracingChannel<...>`: the declarations of Node.js 26 have their type parameters in another
// order, so that one use cannot fit both.
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Channel, TracingChannelSubscribers } from 'node:diagnostics_channel';

/** A channel of `node:diagnostics_channel` that publishes these messages. */
export interface MessageChannel<Message extends object> extends Pick<
  Channel,
  'name' | 'hasSubscribers' | 'subscribe' | 'unsubscribe' | 'publish'
> {
  /** The store is the message, or what `transform` makes of it, in what runs inside of `runStores`. */
  bindStore<Store>(store: AsyncLocalStorage<Store>, transform?: (message: Message) => Store): void;
  /** Returns whether the store was bound. */
  unbindStore<Store>(store: AsyncLocalStorage<Store>): boolean;
  /** Publishes the message, and runs the function inside of the bound stores. Returns what the function returns. */
  runStores<Result>(message: Message, run: () => Result): Result;
}

/** A tracing channel of `node:diagnostics_channel`: its five channels publish the same message object. */
export interface MessageTracingChannel<Message extends object> {
  readonly start: MessageChannel<Message>;
  readonly end: MessageChannel<Message>;
  readonly asyncStart: MessageChannel<Message>;
  readonly asyncEnd: MessageChannel<Message>;
  readonly error: MessageChannel<Message>;
  /** Whether one of the five channels has a subscriber. */
  readonly hasSubscribers: boolean;
  /** Subscribes to some of the five channels at once. */
  subscribe(subscribers: Partial<TracingChannelSubscribers<Message>>): void;
  /** Returns whether all of these were subscribed. */
  unsubscribe(subscribers: Partial<TracingChannelSubscribers<Message>>): boolean;
}
