// Promises and callbacks: each method of cassandra-driver supports both.

/** A callback of cassandra-driver: called with the error alone, or with `null` and the value. */
export type Callback<T> = (error: Error, value: T) => void;

/**
 * Returns the promise, or calls back and returns nothing. The callback runs outside of the promise: its exception is an uncaught
 * exception of the application, as with cassandra-driver, and never an unhandled rejection.
 */
export function promiseOrCallback<T>(promise: Promise<T>, callback: Callback<T> | null | undefined): Promise<T> {
  if (typeof callback !== 'function') return promise;
  promise.then(
    (value) => process.nextTick(callback, null, value),
    (error: unknown) => process.nextTick(callback, error),
  );
  // The declarations of the callback forms return void.
  return undefined as unknown as Promise<T>;
}
