/** A script cannot be split, because it ends inside a token or a batch. The message names it and the line on which it begins. */
export class CqlScriptError extends Error {
  override name = 'CqlScriptError';
  /** A stable code to match on, also if two copies of this package exist in one process. */
  readonly code = 'BAD_SCRIPT';
}
