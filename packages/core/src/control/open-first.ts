// Opens a connection to the first of several endpoints that answers. They are tried in order; an endpoint that stays silent for a
// while does not delay the next one, but may still win.
import type { Connection } from '../connection/connection';
import type { Endpoint } from '../connection/endpoint';
import { offAbort, onAbort } from '../waiting/on-abort';
import { clearTimeout, setTimeout } from '../waiting/timers';
import { withDeadline } from '../waiting/with-deadline';

export interface OpenFirstOptions {
  open(endpoint: Endpoint, signal: AbortSignal): Promise<Connection>;
  /** Called for each endpoint that failed. If it throws, the whole attempt ends with that error. */
  onFailure(endpoint: Endpoint, error: unknown): void;
  /** After this long without an answer the next endpoint is tried as well. */
  readonly headStartMs: number;
  readonly signal: AbortSignal;
}

/** Returns `undefined` when all endpoints failed. Cancels the attempts that are still running when it ends. */
export async function openFirst(
  endpoints: AsyncIterator<Endpoint>,
  { open, onFailure, headStartMs, signal }: OpenFirstOptions,
): Promise<Connection | undefined> {
  const cancelled = new AbortController();
  const stop = (): void => cancelled.abort(signal.reason);
  onAbort(signal, stop);
  const attempts = new Set<Promise<void>>();
  let winner: Connection | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function attempt(endpoint: Endpoint): Promise<void> {
    try {
      const connection = await open(endpoint, cancelled.signal);
      // Two may answer in one turn of the event loop.
      if (winner === undefined && !cancelled.signal.aborted) winner = connection;
      else connection.close();
    } catch (error) {
      if (cancelled.signal.aborted) return;
      try {
        onFailure(endpoint, error);
      } catch (fatal) {
        failure ??= { error: fatal };
      }
    }
  }

  try {
    for (let isExhausted = false; ;) {
      if (!isExhausted) {
        // A name may never be resolved.
        const next = await withDeadline(endpoints.next(), { signal });
        if (next.done === true) {
          isExhausted = true;
        } else if (winner === undefined) {
          const running = attempt(next.value).finally(() => attempts.delete(running));
          attempts.add(running);
        }
      }
      if (attempts.size > 0 && winner === undefined) {
        await firstOf(attempts, cancelled.signal, isExhausted ? undefined : headStartMs);
      }
      signal.throwIfAborted();
      if (failure !== undefined) throw failure.error;
      if (winner !== undefined || (isExhausted && attempts.size === 0)) return winner;
    }
  } catch (error) {
    winner?.close();
    throw error;
  } finally {
    offAbort(signal, stop);
    cancelled.abort(new Error('another node answered first'));
  }
}

/** Waits for one of the attempts, for the signal, or for `withinMs`. */
async function firstOf(
  attempts: Iterable<Promise<void>>,
  signal: AbortSignal,
  withinMs: number | undefined,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let interrupt: (() => void) | undefined;
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
    onAbort(signal, resolve);
    if (withinMs !== undefined) timer = setTimeout(resolve, withinMs);
  });
  try {
    await Promise.race([...attempts, interrupted]);
  } finally {
    clearTimeout(timer);
    offAbort(signal, interrupt);
  }
}
