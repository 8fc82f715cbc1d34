import { isError } from './thrown';

/**
 * Makes the stack of an error a text. Until somebody reads `stack`, V8 keeps what its calls were made on alive: a request
 * with its parameters, a page. To make it a text costs microseconds, with source maps up to a millisecond: it is for errors that
 * are rare, or that would keep much.
 */
export function settleStack(error: unknown): void {
  try {
    if (isError(error)) void error.stack;
  } catch {
    // A proxy, an accessor, or an `Error.prepareStackTrace` of the application's that throws.
  }
}
