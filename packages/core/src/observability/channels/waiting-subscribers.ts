// Subscribers that have nobody to tell yet, such as a tracer without an SDK of OpenTelemetry. To observe a request costs more than a
// microsecond, to look whether an SDK is there a tenth of one: so they are asked at each request, and subscribe once they are needed.
import { guardAnswer } from '../../waiting/guard-callback';

/** Asked at the beginning of each request while it waits: the answer must be cheap. */
export interface WaitingSubscriber {
  /** Subscribes to the channels if somebody wants to know of the request that begins now. Returns whether it has. */
  subscribeIfNeeded(): boolean;
}

const key: unique symbol = Symbol.for('@async-cassandra/core/waiting-subscribers') as never;

/** Shared by the process: the requests may come from another copy of this package. */
const waiting: WaitingSubscriber[] = ((globalThis as { [key]?: WaitingSubscriber[] })[key] ??= []);

/** Lets the subscriber subscribe now or at the beginning of a later request. */
export function subscribeWhenNeeded(subscriber: WaitingSubscriber): void {
  if (!waiting.includes(subscriber) && !isNeeded(subscriber)) waiting.push(subscriber);
}

/** Forgets the subscriber. */
export function stopWaiting(subscriber: WaitingSubscriber): void {
  const index = waiting.indexOf(subscriber);
  if (index >= 0) waiting.splice(index, 1);
}

/** Lets those subscribe that are needed by now. */
export function askWaitingSubscribers(): void {
  for (let index = waiting.length - 1; index >= 0; index--) {
    if (isNeeded(waiting[index]!)) waiting.splice(index, 1);
  }
}

function isNeeded(subscriber: WaitingSubscriber): boolean {
  return guardAnswer(subscriber, 'Looking for an SDK', () => subscriber.subscribeIfNeeded(), false);
}
