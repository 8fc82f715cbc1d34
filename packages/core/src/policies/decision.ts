// What happens after an attempt of a request failed. Pure: an error and what is known of the request in, a decision out.
import { RetryPolicy, type policies } from '../driver/policies';
import { ResponseError } from '../driver/errors';
import { ConnectionError, QueryError } from '../errors/async-cassandra-error';
import { serverErrorCode } from '../errors/server-error-codes';
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
  /** What the policy is shown: the text, the execution options and the number of retries so far. */
  readonly info: policies.retry.OperationInfo;
  /** As marked by the user: only `true` counts. */
  readonly isIdempotent: boolean | undefined;
  /** Whether the statement only reads. */
  readonly isRead: boolean;
  /** Of all attempts so far, this one among them: see `outcomeOfFailure`. */
  readonly outcome: WriteOutcome;
  /** The consistency that this attempt asked for. */
  readonly consistency: number;
}

export type Decision =
  | {
      readonly kind: 'retry';
      readonly node: 'same' | 'next';
      /** Undefined: as before. */
      readonly consistency: number | undefined;
      /** False where the request never left: that attempt is none of the policy's `nbRetry`. */
      readonly counts: boolean;
    }
  /** The request ends with an empty result. */
  | { readonly kind: 'ignore' }
  | { readonly kind: 'rethrow'; readonly error: unknown };

/**
 * Two questions in turn: may the statement be sent again at all, and does the policy want it? A write is sent again only if it is
 * idempotent, or if it is proved that nothing was written; no policy is asked otherwise. A read may always go on elsewhere, unless
 * the user says that it is not idempotent.
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
  // A client-side time-out has used up the whole request's time, and an encoding error fails anywhere.
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

/** It may have to complete the round of another before it reads: Paxos, and no write of ours. To do so again is harmless. */
function decideOnSerialRead(attempt: FailedAttempt, error: CasWriteUnknownError): Decision {
  const { consistency, received, required } = error;
  return toDecision(attempt, attempt.policy.onReadTimeout(attempt.info, consistency, received, required, false));
}

function decideOnLoss(attempt: FailedAttempt, error: ConnectionError): Decision {
  // Nothing left this process: going on to the next node is no retry, and only the plan bounds it.
  if ('written' in error && error.written === false) {
    return { kind: 'retry', node: 'next', consistency: undefined, counts: false };
  }
  if (!isRepeatable(attempt)) return { kind: 'rethrow', error };
  return toDecision(attempt, attempt.policy.onRequestError(attempt.info, attempt.consistency, error));
}

function isRepeatable({ isIdempotent, isRead, outcome }: FailedAttempt): boolean {
  return isIdempotent === true || (isRead && isIdempotent === undefined) || outcome === 'notApplied';
}

function toDecision(
  attempt: FailedAttempt,
  info: policies.retry.DecisionInfo & { readonly useCurrentHost?: boolean },
): Decision {
  if (isThenable(info)) {
    const what = `The retry policy ${classNameOf(attempt.policy)}`;
    onRejected(info, () => {});
    throw new TypeError(`${what} gave a promise; it has to decide at once`);
  }
  switch (info?.decision) {
    case retryDecision.retry:
      return {
        kind: 'retry',
        node: info.useCurrentHost === false ? 'next' : 'same',
        consistency: typeof info.consistency === 'number' ? info.consistency : undefined,
        counts: true,
      };
    case retryDecision.ignore:
      return { kind: 'ignore' };
    default:
      return { kind: 'rethrow', error: attempt.error };
  }
}

// cassandra-driver has these numbers as a static member that its type declarations leave out.
const { retryDecision } = RetryPolicy as unknown as {
  readonly retryDecision: Readonly<Record<'retry' | 'ignore', number>>;
};
