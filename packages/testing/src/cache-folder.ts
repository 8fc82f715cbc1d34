import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns a user's folder for files that outlive a run: the Cassandra artifacts and the servers that `start` left running. */
export function cacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.ASYNC_CASSANDRA_CACHE) return environment.ASYNC_CASSANDRA_CACHE;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'async-cassandra');
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'async-cassandra');
}
