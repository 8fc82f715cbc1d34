// What happens after an attempt of a request failed. Pure: an error and what is known of the request in, a decision out.
import type { policies, RetryPolicy } from '../driver/policies';

export interface FailedAttempt {
  readonly error: unknown;
  readonly policy: RetryPolicy;
  /** What the policy is shown: the text, the execution options and the number of retries so far. */
  readonly info: policies.retry.OperationInfo;
  /** As marked by the user: only `true` counts. */
  readonly isIdempotent: boolean | undefined;
  /** Whether the statement only reads. */
  readonly isRead: boolean;
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

export declare function decide(attempt: FailedAttempt): Decision;
