// SERIAL reads and conditional writes of several processes interfere with one another: then a server answers that the outcome is unknown.
import { setTimeout as pause } from 'node:timers/promises';
import { errors } from '@async-cassandra/core';
import { MigrationError } from './migration-error';

const firstPauseMs = 50;
const longestPauseMs = 2000;

/** Repeats idempotent work with growing pauses until it succeeds, fails for good, or `limitMs` has passed. */
export async function untilAnswered<T>(work: () => Promise<T>, limitMs: number, signal?: AbortSignal): Promise<T> {
  const end = performance.now() + limitMs;
  for (let longestMs = firstPauseMs; ; longestMs = Math.min(2 * longestMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      // Random, so that processes that interfered with one another do not do so again.
      const pauseMs = longestMs * (0.5 + Math.random() / 2);
      if (
        error instanceof MigrationError ||
        (isFinal(error) && !isNotYetKnown(error)) ||
        performance.now() + pauseMs > end
      )
        throw error;
      await pause(pauseMs, undefined, { signal });
    }
  }
}

/** A node shows a new table in system_schema a moment before it accepts requests for it. */
function isNotYetKnown(error: unknown): boolean {
  return error instanceof errors.ResponseError && /does not exist|unconfigured table/i.test(error.message);
}

/** Whether the server's error is permanent: syntax, unauthorized, invalid, configuration, already exists. */
export function isFinal(error: unknown): boolean {
  return error instanceof errors.ResponseError && error.code >= 0x2000 && error.code <= 0x2400;
}
