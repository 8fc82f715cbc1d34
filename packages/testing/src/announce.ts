import type { CassandraFixture, StartOptions } from './fixture';
import { progressFrom, type Progress } from './progress';
import { startUnlessAborted } from './start-unless-aborted';
import { TimedProgress } from './timed-progress';

/**
 * Starts a fixture unless the option `signal` aborts, and shows its progress as the option `progress` requests, up to a last line with
 * its address.
 */
export async function announce<T extends CassandraFixture>(
  options: Pick<StartOptions, 'progress' | 'signal'>,
  start: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = new TimedProgress(progressFrom(options.progress));
  try {
    const fixture = await startUnlessAborted(options.signal, () => start(progress));
    const { contactPoints, port, provider, reason } = fixture;
    const place = `${contactPoints.join(', ')} port ${port}`;
    progress.done(`Cassandra answers at ${place} after ${progress.times()} (${provider}: ${reason})`);
    return fixture;
  } catch (error) {
    progress.abandon();
    throw error;
  }
}
