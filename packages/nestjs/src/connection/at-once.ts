/**
 * What a function of the application gave that has to answer at once. Where it is a promise, nobody waits for it: the error that
 * says so is told, its own rejection is not.
 */
export function atOnce(given: unknown): unknown {
  Promise.resolve(given).catch(() => {});
  return given;
}
