/**
 * Returns the result of a function of the application that must be synchronous. If it is a promise, its rejection is ignored: the caller
 * reports that the function returned a promise.
 */
export function atOnce(given: unknown): unknown {
  Promise.resolve(given).catch(() => {});
  return given;
}
