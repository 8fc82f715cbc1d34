// Parameters that do not fit their statement are JavaScript's own errors, with a code: users need not compare messages.
import { errorCode } from './error-codes';

/** The keys of `errorCode` that concern parameters. */
export type ParameterErrorKind = 'wrongParameterCount' | 'missingParameter' | 'invalidParameter';

/** Sets the code on the error, and returns it. */
export function withParameterCode<E extends TypeError | RangeError>(kind: ParameterErrorKind, error: E): E {
  return Object.assign(error, { code: errorCode[kind] });
}
