/** A script cannot be cut: it ends inside of something. The message says in what, and on which line that begins. */
export class CqlScriptError extends Error {
  override name = 'CqlScriptError';
  /** Stable: match on it where two copies of this package can meet in one process. */
  readonly code = 'BAD_SCRIPT';
}
