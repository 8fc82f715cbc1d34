/** Runs a user's callback, which must not do harm: what it throws, or rejects with, becomes a process warning. */
export function callSafely<A extends readonly unknown[]>(
  name: string,
  callback: (...args: A) => unknown,
  ...args: A
): void {
  try {
    const returned = callback(...args);
    if (returned instanceof Promise) returned.catch((error: unknown) => report(name, error));
  } catch (error) {
    report(name, error);
  }
}

function report(name: string, error: unknown): void {
  const detail = error instanceof Error ? error.stack : undefined;
  process.emitWarning(`${name} failed: ${String(error)}`, {
    type: 'AsyncCassandraWarning',
    code: 'ASYNC_CASSANDRA_CALLBACK_FAILED',
    ...(detail === undefined ? {} : { detail }),
  });
}
