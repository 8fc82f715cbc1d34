import type { CassandraFixture, StartOptions } from './fixture';
import { progressFrom, type Progress } from './progress';
import { TimedProgress } from './timed-progress';

/** Starts a fixture and shows its progress as the option `progress` requests, up to a last line with its address. */
export async function announce<T extends CassandraFixture>(
  option: StartOptions['progress'],
  start: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = new TimedProgress(progressFrom(option));
  try {
    const fixture = await start(progress);
    const { contactPoints, port, provider, reason } = fixture;
    const place = `${contactPoints.join(', ')} port ${port}`;
    progress.done(`Cassandra answers at ${place} after ${progress.times()} (${provider}: ${reason})`);
    return fixture;
  } catch (error) {
    progress.abandon();
    throw error;
  }
}
