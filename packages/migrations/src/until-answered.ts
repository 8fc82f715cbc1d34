// Reads at SERIAL and conditional writes of several processes get in each other's way: a server then answers that it does not know.
import { setTimeout as pause } from 'node:timers/promises';
import { errors } from '@async-cassandra/core';
import { MigrationError } from './migration-error';

const firstPauseMs = 50;
const longestPauseMs = 2000;

/** Does something that may be done twice again, with growing pauses, until it succeeds, cannot, or `limitMs` is over. */
export async function untilAnswered<T>(work: () => Promise<T>, limitMs: number, signal?: AbortSignal): Promise<T> {
  const end = performance.now() + limitMs;
  for (let longestMs = firstPauseMs; ; longestMs = Math.min(2 * longestMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      // At random: those who got in each other's way must not meet again.
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

/** A node shows a new table in system_schema a moment before it takes requests for it. */
function isNotYetKnown(error: unknown): boolean {
  return error instanceof errors.ResponseError && /does not exist|unconfigured table/i.test(error.message);
}

/** Errors of a server that time does not help: syntax, unauthorized, invalid, configuration, already exists. */
export function isFinal(error: unknown): boolean {
  return error instanceof errors.ResponseError && error.code >= 0x2000 && error.code <= 0x2400;
}
