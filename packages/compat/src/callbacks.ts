// Promises and callbacks: each call of cassandra-driver has both forms.

/** As cassandra-driver's callbacks are called: the error alone, or `null` and the value. */
export type Callback<T> = (error: Error, value: T) => void;

/**
 * Gives the promise, or calls back and gives nothing. The callback runs outside of the promise: what it throws is an uncaught
 * exception of the application, as with cassandra-driver, and never a rejection that nobody sees.
 */
export function promiseOrCallback<T>(promise: Promise<T>, callback: Callback<T> | null | undefined): Promise<T> {
  if (typeof callback !== 'function') return promise;
  promise.then(
    (value) => process.nextTick(callback, null, value),
    (error: unknown) => process.nextTick(callback, error),
  );
  // The declarations of the callback forms promise nothing.
  return undefined as unknown as Promise<T>;
}
