// Calls collectors, loggers and callbacks so that they can do no harm: what one throws or rejects with is told once as a process
// warning, and nothing waits for it.

const complainedAbout = new WeakSet<object>();

/** `owner` is whose fault it is; a second failure of the same owner is not told. */
export function callHarmlessly(owner: object, what: string, call: () => unknown): void {
  try {
    const returned = call();
    if (isThenable(returned)) returned.then(undefined, (error: unknown) => complain(owner, what, error));
  } catch (error) {
    complain(owner, what, error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';
}

function complain(owner: object, what: string, error: unknown): void {
  if (complainedAbout.has(owner)) return;
  complainedAbout.add(owner);
  const detail = error instanceof Error ? error.stack : undefined;
  process.emitWarning(`${what} failed; it will not be told again: ${String(error)}`, {
    type: 'AsyncCassandraWarning',
    code: 'ASYNC_CASSANDRA_OBSERVER_FAILED',
    ...(detail === undefined ? {} : { detail }),
  });
}
