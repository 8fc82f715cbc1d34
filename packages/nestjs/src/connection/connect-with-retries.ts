// Connects at boot, when the database may start later than the application.
import { inspect } from 'node:util';
import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  errorCode,
  type AsyncCassandraSession,
  type AsyncCluster,
} from '@async-cassandra/core';
import type { CassandraModuleOptions } from '../cassandra-module-options';
import type { SafeLogger } from '../safe-logger';
import { delay } from '../timers';
import { atOnce } from './at-once';
import { isMilliseconds } from './check-options';

const defaultRetryAttempts = 9;
const defaultRetryDelayMs = 3000;

export interface CreatedCluster {
  readonly cluster: AsyncCluster;
  /** Rejects with the application's own exception when it refuses the cluster. */
  readonly ready: Promise<void>;
}

export interface ConnectingParts {
  readonly connectionName: string;
  readonly options: CassandraModuleOptions;
  /** Creates a new cluster for each attempt. */
  readonly createCluster: () => CreatedCluster;
  readonly logger: SafeLogger;
  /** Cancels the attempts; its reason is thrown then. */
  readonly signal: AbortSignal;
}

/** Connects with retries. A failed attempt leaves nothing open. */
export async function connectWithRetries(
  parts: ConnectingParts,
): Promise<{ cluster: AsyncCluster; session: AsyncCassandraSession }> {
  const { options, createCluster, logger, signal } = parts;
  const { retryAttempts = defaultRetryAttempts, metrics } = options;
  // Migrations create the keyspace.
  const keyspace = options.migrations === undefined ? options.keyspace : undefined;
  for (let attempt = 1; ; attempt++) {
    const { cluster, ready } = createCluster();
    await ready.catch(async (refusal: unknown) => {
      await cluster.shutdown();
      throw refusal;
    });
    try {
      return { cluster, session: await cluster.connect(keyspace, { metrics, signal }) };
    } catch (error) {
      await cluster.shutdown();
      signal.throwIfAborted();
      if (attempt > retryAttempts || !isWorthARetry(error, parts)) throw error;
      const delayMs = delayAfter(attempt, parts);
      const reason = options.verboseRetryLog ? inspect(error) : String((error as Error).message);
      logger.warn(`Not connected, retry ${attempt} of ${retryAttempts} in ${delayMs} ms: ${reason}`);
      await delay(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

function isWorthARetry(error: unknown, { connectionName, options }: ConnectingParts): boolean {
  const { toRetry = mayGetBetter } = options;
  const answer = atOnce(toRetry(error));
  if (typeof answer === 'boolean') return answer;
  throw new ConfigurationError(`Cassandra connection '${connectionName}': toRetry must give true or false at once`, {
    cause: error,
  });
}

function delayAfter(attempt: number, { connectionName, options }: ConnectingParts): number {
  const { retryDelayMs = defaultRetryDelayMs } = options;
  const given = atOnce(typeof retryDelayMs === 'function' ? retryDelayMs(attempt) : retryDelayMs);
  if (isMilliseconds(given)) return given;
  throw new ConfigurationError(`Cassandra connection '${connectionName}': retryDelayMs must give milliseconds at once`);
}

function mayGetBetter(error: unknown): boolean {
  return !(
    error instanceof AuthenticationError ||
    error instanceof ConfigurationError ||
    (error instanceof ConnectionError && error.code === errorCode.unsupportedProtocolVersion)
  );
}
