// The name under which an error is counted. The set of names is fixed, so that errors thrown by applications do not create labels.
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

const ofServers: ReadonlySet<string> = new Set(Object.keys(serverErrors));

/** All values of `errorType`. */
export const errorTypes: readonly string[] = [...ofServers, ...ours, ...others, 'Other'];

const known: ReadonlySet<string> = new Set(errorTypes);

/** Returns the name of an error. `isAborted`: the error is the reason of the caller's own signal. */
export function errorTypeOf(error: unknown, isAborted = false): string {
  if (isAborted) return 'AbortError';
  // By name, not by class: an error may come from another realm or another copy of a package.
  try {
    const name = (error as Partial<Error> | null | undefined)?.name;
    return name !== undefined && known.has(name) ? name : 'Other';
  } catch {
    // A getter of the application throws.
    return 'Other';
  }
}

/** The messages of these errors may repeat parts of the text, with its values. The message of an `Other` is unknown. */
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

/** Returns the message of an error, if it is certain to contain no value of a statement or its parameters. */
export function messageToShow(error: unknown, errorType: string): string | undefined {
  return repeatsValues.has(errorType) ? undefined : (error as Partial<Error>).message;
}

/** Returns the protocol's code of an error that a server answered; undefined for every other error. By name, as in `errorTypeOf`. */
export function serverCodeOf(error: unknown, errorType: string): number | undefined {
  if (!ofServers.has(errorType)) return undefined;
  const { code } = error as { readonly code?: unknown };
  return Number.isInteger(code) ? (code as number) : undefined;
}
