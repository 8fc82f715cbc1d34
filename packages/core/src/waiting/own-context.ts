// The async context (AsyncLocalStorage) in which this package was loaded. A socket, a timer or a pool that one request happens to open
// serves all of them: without this it would keep that request's store alive for as long as it lasts, and every listener that it calls
// would find a stranger's request id there.
import { AsyncResource } from 'node:async_hooks';

const own = new AsyncResource('AsyncCassandra');

/** Runs the work outside of the async context of the caller; so run what it waits for and what it sets up. */
export function inOwnContext<T>(work: () => T): T {
  return own.runInAsyncScope(work);
}
