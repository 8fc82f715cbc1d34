// The name under which an error is counted. There are only so many: what applications throw themselves must not make labels.
import * as serverErrors from '../../errors/server-errors';

const ours = [
  'ConnectionError',
  'ConnectionLostError',
  'ProtocolError',
  'UnreadableAnswerError',
  'QueryError',
  'TimeoutError',
  'AuthenticationError',
  'ConfigurationError',
  'OverloadError',
  'StreamError',
];
const others = ['OperationTimedOutError', 'NoHostAvailableError', 'AbortError', 'TypeError', 'RangeError'];

/** Every value of `errorType`. */
export const errorTypes: readonly string[] = [...Object.keys(serverErrors), ...ours, ...others, 'Other'];

const known: ReadonlySet<string> = new Set(errorTypes);

/** `isAborted`: the error is what the caller's own signal gave as its reason. */
export function errorTypeOf(error: unknown, isAborted = false): string {
  if (isAborted) return 'AbortError';
  // By its name, not its class: an error may come from another realm or another copy of a package.
  try {
    const name = (error as Partial<Error> | null | undefined)?.name;
    return name !== undefined && known.has(name) ? name : 'Other';
  } catch {
    // A getter of the application's own.
    return 'Other';
  }
}

/** The server repeats parts of the text in these; the text may hold values. An `Other` is not ours to show. */
const repeatsValues: ReadonlySet<string> = new Set([
  'CqlSyntaxError',
  'InvalidRequestError',
  'FunctionFailureError',
  'ServerError',
  'ServerResponseError',
  'ConfigError',
  'QueryError',
  'AbortError',
  'Other',
]);

/** The message of an error, where it is sure to hold no value of a statement or its parameters. */
export function messageToShow(error: unknown, errorType: string): string | undefined {
  return repeatsValues.has(errorType) ? undefined : (error as Partial<Error>).message;
}
