import { isError } from './thrown';

/**
 * Formats the stack of an error now. Until `stack` is read, V8 keeps the receivers of its calls alive: a request with its parameters,
 * a page. Formatting costs microseconds, with source maps up to a millisecond: use it for errors that are rare, or that would keep much
 * memory alive.
 */
export function settleStack(error: unknown): void {
  try {
    if (isError(error)) void error.stack;
  } catch {
    // A proxy, an accessor, or an `Error.prepareStackTrace` of the application that throws.
  }
}
