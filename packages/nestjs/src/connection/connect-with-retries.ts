// Connecting at boot, when the database may come later than the application.
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  errorCode,
  type AsyncCassandraSession,
  type AsyncCluster,
} from '@async-cassandra/core';
import type { Logger } from '@nestjs/common';
import type { CassandraModuleOptions } from '../cassandra-module-options';

const defaultRetryAttempts = 9;
const defaultRetryDelayMs = 3000;

export interface ConnectingParts {
  readonly options: CassandraModuleOptions;
  /** A new one for each attempt. */
  readonly createCluster: () => AsyncCluster;
  readonly logger: Logger;
  /** Gives up; its reason is what is thrown then. */
  readonly signal: AbortSignal;
}

/** A failed attempt leaves nothing open. */
export async function connectWithRetries(
  parts: ConnectingParts,
): Promise<{ cluster: AsyncCluster; session: AsyncCassandraSession }> {
  const { options, createCluster, logger, signal } = parts;
  const { retryAttempts = defaultRetryAttempts, toRetry = mayGetBetter, keyspace, metrics } = options;
  for (let attempt = 1; ; attempt++) {
    const cluster = createCluster();
    try {
      return { cluster, session: await cluster.connect(keyspace, { metrics, signal }) };
    } catch (error) {
      await cluster.shutdown();
      signal.throwIfAborted();
      if (attempt > retryAttempts || !toRetry(error)) throw error;
      const delayMs = delayAfter(attempt, options);
      const reason = options.verboseRetryLog ? inspect(error) : String((error as Error).message);
      logger.warn(`Not connected, retry ${attempt} of ${retryAttempts} in ${delayMs} ms: ${reason}`);
      await delay(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

function delayAfter(attempt: number, { retryDelayMs = defaultRetryDelayMs }: CassandraModuleOptions): number {
  return typeof retryDelayMs === 'function' ? retryDelayMs(attempt) : retryDelayMs;
}

function mayGetBetter(error: unknown): boolean {
  return !(
    error instanceof AuthenticationError ||
    error instanceof ConfigurationError ||
    (error instanceof ConnectionError && error.code === errorCode.unsupportedProtocolVersion)
  );
}
