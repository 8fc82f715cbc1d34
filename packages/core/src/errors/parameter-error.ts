// Parameters that do not fit their statement are the language's own errors. They have codes, so that nobody compares messages.
import { errorCode } from './error-codes';

/** Which of `errorCode` is about parameters. */
export type ParameterErrorKind = 'wrongParameterCount' | 'missingParameter' | 'invalidParameter';

/** Gives the error back, with the code. */
export function withParameterCode<E extends TypeError | RangeError>(kind: ParameterErrorKind, error: E): E {
  return Object.assign(error, { code: errorCode[kind] });
}
