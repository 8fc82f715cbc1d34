import { TimeoutError } from '@async-cassandra/core';
import { clearTimeout, setTimeout } from '../timers';

/** Settles as `work` does, or rejects with a TimeoutError when it takes longer. Then the work continues; its later failure is ignored. */
export async function withinTime<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(`${what} took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
