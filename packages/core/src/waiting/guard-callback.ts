// The guard around foreign code: listeners, collectors, loggers, policies. Such code may throw, reject, hang or return nonsense; its caller
// continues. The first failure of each owner is reported as a process warning, later ones are ignored.
//
// Foreign code whose failure belongs to one request (a query plan, a value that does not encode) needs no guard: the failure becomes
// the cause of the request's error.

import type { EventEmitter } from 'node:events';
import { isError, textOf } from '../errors/thrown';

const reportedFailures = new WeakSet<object>();

/** Calls foreign code and ignores its return value. */
export function guardCallback(owner: object, what: string, call: () => unknown): void {
  try {
    const returned = call();
    if (isThenable(returned)) void settle(returned, owner, what);
  } catch (error) {
    reportFailure(owner, what, error);
  }
}

/** Returns a listener whose exceptions are reported: an exception in a listener of a diagnostics channel would end the process. */
export function guardListener<Message>(
  owner: object,
  what: string,
  handle: (message: Message) => void,
): (message: unknown) => void {
  return (message) => {
    try {
      handle(message as Message);
    } catch (error) {
      reportFailure(owner, what, error);
    }
  };
}

/** Calls foreign code for its return value. Returns `instead` when the code throws, or returns a promise where a value is needed. */
export function guardAnswer<T>(owner: object, what: string, call: () => T, instead: T): T {
  try {
    const answer = call();
    if (!isThenable(answer)) return answer;
    void settle(answer, owner, what);
    reportFailure(owner, what, new TypeError('it returned a promise, but its value is needed at once'));
  } catch (error) {
    reportFailure(owner, what, error);
  }
  return instead;
}

/** Calls the listeners of an event, each guarded: a failing listener affects neither the others nor the emitter. */
export function guardEmit(emitter: EventEmitter, event: string, ...payload: readonly unknown[]): void {
  for (const listener of emitter.rawListeners(event)) {
    guardCallback(listener, `A listener of '${event}'`, () => Reflect.apply(listener, emitter, payload));
  }
}

/** Listens for a rejection: foreign code that answers through a callback may also be an async function, and fail through its promise. */
export function onRejected(returned: unknown, listener: (error: unknown) => void): void {
  try {
    if (isThenable(returned)) Promise.resolve(returned).then(undefined, listener);
  } catch (error) {
    // A proxy that refuses, or a getter that throws.
    listener(error);
  }
}

/** Reports a failure that was already caught: once for each owner. */
export function reportFailure(owner: object, what: string, error: unknown): void {
  if (reportedFailures.has(owner)) return;
  reportedFailures.add(owner);
  try {
    process.emitWarning(`${what} failed; later failures will not be reported: ${textOf(error)}`, {
      type: 'AsyncCassandraWarning',
      code: 'ASYNC_CASSANDRA_CALLBACK_FAILED',
      ...stackOf(error),
    });
  } catch {
    // An error whose own properties throw, or a process that refuses warnings: there is no other way to report it.
  }
}

/** Returns the class name of a foreign object, for a message. */
export function classNameOf(value: object): string {
  try {
    const { name } = value.constructor;
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // An object without a prototype, or a getter that throws.
  }
  return 'an object without a class';
}

/** Returns whether the value has a `then` method. Throws what a getter of the value throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return value !== null && typeof value === 'object' && typeof (value as { then?: unknown }).then === 'function';
}

/** Returns the stack as the `detail` of a warning. Empty when the stack cannot be read: the failure is reported without it. */
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
