/**
 * Returns the results of all starts, or rejects with the first failure, after all have ended, so that none is forgotten. Their signal aborts with
 * `signal` and with the first failure.
 */
export async function allOrNone<T>(
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal) => readonly Promise<T>[],
): Promise<T[]> {
  const cancelled = new AbortController();
  const starting = start(signal ? AbortSignal.any([signal, cancelled.signal]) : cancelled.signal);
  try {
    return await Promise.all(starting);
  } catch (error) {
    cancelled.abort();
    await Promise.allSettled(starting);
    throw error;
  }
}
