import { TimeoutError } from '@async-cassandra/core';
import { clearTimeout, setTimeout } from '../timers';

/** The outcome of `work`, or a TimeoutError when it takes longer. The work goes on; its late failure is dropped. */
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
