// Decides what happens after a failed attempt. A pure function from the error and the request to a decision.
import { RetryPolicy, type DecisionInfo, type policies } from '../driver/policies';
import { ResponseError } from '../driver/errors';
import { ConnectionError, QueryError } from '../errors/async-cassandra-error';
import { serverErrorCode } from '../errors/server-error-codes';
import { ignoreRejection } from '../errors/thrown';
import {
  consistency as checkConsistency,
  consistencyNumber,
  describe,
  milliseconds,
  type Check,
} from '../options/option-checks';
import { classNameOf, isThenable, onRejected } from '../waiting/guard-callback';
import type {
  CasWriteUnknownError,
  ReadTimeoutError,
  UnavailableError,
  WriteTimeoutError,
} from '../errors/server-errors';
import type { WriteOutcome } from '../errors/write-outcome';

export interface FailedAttempt {
  readonly error: unknown;
  readonly policy: RetryPolicy;
  /** The argument of the policy: the text, the execution options and the number of retries so far. */
  readonly info: policies.retry.OperationInfo;
  /** As marked by the user: only `true` counts. */
  readonly isIdempotent: boolean | undefined;
  /** Whether the statement only reads. */
  readonly isRead: boolean;
  /** The write outcome of all attempts so far, including this one: see `outcomeOfFailure`. */
  readonly outcome: WriteOutcome;
  /** The consistency level of this attempt. */
  readonly consistency: number;
}

export type Decision =
  | {
      readonly kind: 'retry';
      readonly node: 'same' | 'next';
      /** Undefined: the level of the attempt before. */
      readonly consistency: number | undefined;
      /** False when the request was never sent: such an attempt does not count as a retry in `nbRetry`. */
      readonly counts: boolean;
      /** How long to wait before. 0: not at all. */
      readonly delayMs: number;
    }
  /** The request ends with an empty result. */
  | { readonly kind: 'ignore' }
  | { readonly kind: 'rethrow'; readonly error: unknown };

/**
 * Asks two questions in order: may the statement be sent again at all, and does the policy want it? A write is sent again only if it is
 * idempotent, or if it is proved that nothing was written; otherwise the policy is not asked. A read may always be retried on another node,
 * unless the user marked it as not idempotent.
 */
export function decide(attempt: FailedAttempt): Decision {
  const { error } = attempt;
  try {
    if (error instanceof ResponseError) return decideOnAnswer(attempt, error);
    if (error instanceof ConnectionError) return decideOnLoss(attempt, error);
  } catch (cause) {
    const message = `The retry policy ${classNameOf(attempt.policy)} threw an error of its own`;
    return { kind: 'rethrow', error: new QueryError(message, { cause }) };
  }
  // A client timeout has used up the time of the whole request, and an encoding error fails on every node.
  return { kind: 'rethrow', error };
}

function decideOnAnswer(attempt: FailedAttempt, error: ResponseError): Decision {
  const { policy, info } = attempt;
  if (!isRepeatable(attempt)) return { kind: 'rethrow', error };
  switch (error.code) {
    case serverErrorCode.unavailable: {
      const { consistency, required, alive } = error as UnavailableError;
      return toDecision(attempt, policy.onUnavailable(info, consistency, required, alive as never));
    }
    case serverErrorCode.bootstrapping:
    case serverErrorCode.overloaded:
    case serverErrorCode.truncateError:
    case serverErrorCode.serverError:
      return toDecision(attempt, policy.onRequestError(info, attempt.consistency, error));
    case serverErrorCode.readTimeout: {
      const { consistency, received, required, isDataPresent } = error as ReadTimeoutError;
      return toDecision(attempt, policy.onReadTimeout(info, consistency, received, required, isDataPresent));
    }
    case serverErrorCode.writeTimeout: {
      const { consistency, received, required, writeType } = error as WriteTimeoutError;
      if (attempt.isRead && writeType === 'CAS') return decideOnSerialRead(attempt, error as WriteTimeoutError);
      return toDecision(attempt, policy.onWriteTimeout(info, consistency, received, required, writeType));
    }
    case serverErrorCode.casWriteUnknown:
      return attempt.isRead ? decideOnSerialRead(attempt, error as CasWriteUnknownError) : { kind: 'rethrow', error };
    default:
      return { kind: 'rethrow', error };
  }
}

/** Decides on CAS_WRITE_UNKNOWN of a read: Paxos had to complete the round of another write. Repeating the read is harmless. */
function decideOnSerialRead(attempt: FailedAttempt, error: CasWriteUnknownError): Decision {
  const { consistency, received, required } = error;
  return toDecision(attempt, attempt.policy.onReadTimeout(attempt.info, consistency, received, required, false));
}

function decideOnLoss(attempt: FailedAttempt, error: ConnectionError): Decision {
  // Nothing was sent: trying the next node is not a retry, and only the plan limits it.
  if ('written' in error && error.written === false) {
    return { kind: 'retry', node: 'next', consistency: undefined, counts: false, delayMs: 0 };
  }
  if (!isRepeatable(attempt)) return { kind: 'rethrow', error };
  return toDecision(attempt, attempt.policy.onRequestError(attempt.info, attempt.consistency, error));
}

function isRepeatable({ isIdempotent, isRead, outcome }: FailedAttempt): boolean {
  return isIdempotent === true || (isRead && isIdempotent === undefined) || outcome === 'notApplied';
}

function toDecision(attempt: FailedAttempt, info: DecisionInfo & { readonly useCurrentHost?: boolean }): Decision {
  if (isThenable(info)) {
    const what = `The retry policy ${classNameOf(attempt.policy)}`;
    onRejected(info, () => {});
    throw new TypeError(`${what} returned a promise; it has to decide at once`, { cause: attempt.error });
  }
  switch (info?.decision) {
    case retryDecision.retry:
      return {
        kind: 'retry',
        node: info.useCurrentHost === false ? 'next' : 'same',
        consistency: toConsistency(attempt, info.consistency),
        counts: true,
        delayMs: toDelay(attempt, info.delayMs),
      };
    case retryDecision.ignore:
      return { kind: 'ignore' };
    default:
      return { kind: 'rethrow', error: attempt.error };
  }
}

/** A level that the protocol does not have would be sent as another one, or refused by the node: `NaN` as ANY. */
function toConsistency(attempt: FailedAttempt, level: unknown): number | undefined {
  if (level === undefined || level === null) return undefined;
  return consistencyNumber(checked(attempt, 'consistency', level, checkConsistency));
}

const checkDelay = milliseconds(0);

function toDelay(attempt: FailedAttempt, delayMs: unknown): number {
  return delayMs === undefined || delayMs === null ? 0 : checked(attempt, 'delayMs', delayMs, checkDelay);
}

/** Returns one part of a policy's decision. @throws TypeError when the check complains about it; its cause is the node's error. */
function checked<T>({ policy, error }: FailedAttempt, name: string, value: unknown, check: Check<T>): T {
  const complaint = check(value);
  if (complaint === undefined) return value as T;
  ignoreRejection(value);
  throw new TypeError(`The ${name} of the retry policy ${classNameOf(policy)} ${complaint}, not ${describe(value)}`, {
    cause: error,
  });
}

// The type declarations of cassandra-driver leave this static member out.
const { retryDecision } = RetryPolicy as unknown as {
  readonly retryDecision: Readonly<Record<'retry' | 'ignore', number>>;
};
