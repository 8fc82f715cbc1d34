// What an error says about the write of its request. It lives in the lowest layer because every kind of error carries it.

/**
 * `notApplied`: it is proved for every attempt of the request that nothing was written, and nothing will be.
 * `unknown`: at least one attempt may have been applied, wholly or in part, or may be applied yet.
 * `applied`: a server said that it is done; only its answer could not be handed over.
 */
export type WriteOutcome = 'notApplied' | 'unknown' | 'applied';

const rank: Readonly<Record<WriteOutcome, number>> = { notApplied: 0, unknown: 1, applied: 2 };

/** What two attempts of one write say together: done if one of them is, in doubt if one of them is. */
export function bothOutcomes(one: WriteOutcome, other: WriteOutcome): WriteOutcome {
  return rank[one] >= rank[other] ? one : other;
}

/**
 * Gives an error its `writeOutcome`. An error object that reaches several requests (a text that could not be prepared) says
 * what holds for all of them.
 */
export function attachWriteOutcome(error: Error, outcome: WriteOutcome): void {
  const before = writeOutcomeOf(error);
  const value = before === undefined ? outcome : bothOutcomes(before, outcome);
  // Reflect: an error of foreign code may be frozen.
  Reflect.defineProperty(error, 'writeOutcome', { value, writable: true, configurable: true, enumerable: true });
}

/**
 * What an error of a request says about its write: see `WriteOutcome`. Undefined for a read, and for what is not an error of a
 * request, such as the reason of an aborted signal: after that a write may have happened.
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
