// The outcome of the write of a failed request. It lives in the lowest layer because every kind of error carries it.

/**
 * `notApplied`: for every attempt of the request it is proved that nothing was written, and nothing will be.
 * `unknown`: at least one attempt may have been applied, wholly or in part, or may still be applied.
 * `applied`: a server confirmed the write; only its answer could not be delivered.
 */
export type WriteOutcome = 'notApplied' | 'unknown' | 'applied';

const rank: Readonly<Record<WriteOutcome, number>> = { notApplied: 0, unknown: 1, applied: 2 };

/** Combines the outcomes of two attempts of one write: `applied` if one of them is, otherwise `unknown` if one of them is. */
export function bothOutcomes(one: WriteOutcome, other: WriteOutcome): WriteOutcome {
  return rank[one] >= rank[other] ? one : other;
}

/**
 * Sets `writeOutcome` on an error. An error object that several requests share (a text that could not be prepared) gets the combined
 * outcome of all of them.
 */
export function attachWriteOutcome(error: Error, outcome: WriteOutcome): void {
  const before = writeOutcomeOf(error);
  const value = before === undefined ? outcome : bothOutcomes(before, outcome);
  // Reflect, because an error of foreign code may be frozen.
  Reflect.defineProperty(error, 'writeOutcome', { value, writable: true, configurable: true, enumerable: true });
}

/**
 * Returns the write outcome of a failed request: see `WriteOutcome`. Undefined for a read, and for a value that is not an error of a
 * request, such as the reason of an aborted signal: then the write may have been applied.
 *
 * @example
 * try {
 *   await session.execute(transfer, parameters);
 * } catch (error) {
 *   if (writeOutcomeOf(error) === 'notApplied') return tryAgainLater();
 *   throw error;
 * }
 */
export function writeOutcomeOf(error: unknown): WriteOutcome | undefined {
  const outcome =
    typeof error === 'object' && error !== null ? (error as { writeOutcome?: unknown }).writeOutcome : undefined;
  return typeof outcome === 'string' && outcome in rank ? (outcome as WriteOutcome) : undefined;
}
