// The one guard around foreign code: listeners, collectors, loggers, policies. It may throw, reject, hang or return nonsense; the code that
// calls it goes on. A failure is told once for each owner, as a process warning: nobody else waits for it.
//
// Foreign code whose failure belongs to one request (a query plan, a value that does not encode) needs no guard: it is the cause of the
// request's error.

import type { EventEmitter } from 'node:events';
import { isError, textOf } from '../errors/thrown';

const reportedFailures = new WeakSet<object>();

/** Calls foreign code whose answer nobody needs. */
export function guardCallback(owner: object, what: string, call: () => unknown): void {
  try {
    const returned = call();
    if (isThenable(returned)) void settle(returned, owner, what);
  } catch (error) {
    reportFailure(owner, what, error);
  }
}

/** Calls foreign code for its answer. `instead` stands for the answer of code that throws, or that gives a promise where a value is due. */
export function guardAnswer<T>(owner: object, what: string, call: () => T, instead: T): T {
  try {
    const answer = call();
    if (!isThenable(answer)) return answer;
    void settle(answer, owner, what);
    reportFailure(owner, what, new TypeError('it gave a promise, where its answer is needed at once'));
  } catch (error) {
    reportFailure(owner, what, error);
  }
  return instead;
}

/** Tells the listeners of an event, each by itself: one that fails is not the other one's trouble, nor the emitter's. */
export function guardEmit(emitter: EventEmitter, event: string, ...payload: readonly unknown[]): void {
  for (const listener of emitter.rawListeners(event)) {
    guardCallback(listener, `A listener of '${event}'`, () => Reflect.apply(listener, emitter, payload));
  }
}

/** Foreign code that answers through a callback may be an async function as well, and fail through its promise. */
export function onRejected(returned: unknown, listener: (error: unknown) => void): void {
  try {
    if (isThenable(returned)) Promise.resolve(returned).then(undefined, listener);
  } catch (error) {
    // A proxy that refuses, or a getter that throws.
    listener(error);
  }
}

/** For a failure that was caught already. */
export function reportFailure(owner: object, what: string, error: unknown): void {
  if (reportedFailures.has(owner)) return;
  reportedFailures.add(owner);
  try {
    process.emitWarning(`${what} failed; it will not be told again: ${textOf(error)}`, {
      type: 'AsyncCassandraWarning',
      code: 'ASYNC_CASSANDRA_CALLBACK_FAILED',
      ...stackOf(error),
    });
  } catch {
    // An error whose own properties throw, or a process that refuses warnings: nobody is left to be told.
  }
}

/** The name of the class of foreign code, for a message. */
export function classNameOf(value: object): string {
  try {
    const { name } = value.constructor;
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // An object without a prototype, or a getter that throws.
  }
  return 'an object without a class';
}

/** Throws what the value throws when it is asked. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return value !== null && typeof value === 'object' && typeof (value as { then?: unknown }).then === 'function';
}

/** As the `detail` of a warning. Absent where it cannot be read: the failure is told all the same. */
function stackOf(error: unknown): { detail?: string } {
  try {
    const stack: unknown = isError(error) ? error.stack : undefined;
    return typeof stack === 'string' ? { detail: stack } : {};
  } catch {
    return {};
  }
}

async function settle(returned: unknown, owner: object, what: string): Promise<void> {
  try {
    await returned;
  } catch (error) {
    reportFailure(owner, what, error);
  }
}
