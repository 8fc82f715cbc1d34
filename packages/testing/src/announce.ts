import type { CassandraFixture, StartOptions } from './fixture';
import { progressFrom, type Progress } from './progress';

/** Starts a fixture before the eyes of its user, as the option `progress` wants it, up to the line that says where it is. */
export async function announce<T extends CassandraFixture>(
  option: StartOptions['progress'],
  start: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = progressFrom(option);
  const startedAt = Date.now();
  try {
    const fixture = await start(progress);
    const { contactPoints, port, provider, reason } = fixture;
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    const place = `${contactPoints.join(', ')} port ${port}`;
    progress.done(`Cassandra answers at ${place} after ${seconds} s (${provider}: ${reason})`);
    return fixture;
  } catch (error) {
    progress.abandon();
    throw error;
  }
}
