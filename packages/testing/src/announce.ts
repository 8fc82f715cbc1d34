import type { CassandraFixture, StartOptions } from './fixture';
import { progressFrom, type Progress } from './progress';
import { TimedProgress } from './timed-progress';

/** Starts a fixture before the eyes of its user, as the option `progress` wants it, up to the line that says where it is. */
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
