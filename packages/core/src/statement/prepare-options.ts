import { driverNamesOfCalls } from '../options/driver-names';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';
import { timeout } from './execute-options';

/** The options of `prepare`. */
export interface PrepareOptions {
  /** Sent with the PREPARE, for a server with a custom query handler. */
  readonly customPayload?: Readonly<Record<string, Buffer>> | undefined;
  /** Milliseconds, 0: no limit. Default: the cluster's `requestTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** The exact name of the keyspace of unqualified names. Default: the session's keyspace. */
  readonly keyspace?: string | undefined;
  /** Cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export const prepareBag = optionBag(
  'prepare',
  {
    customPayload: option(check.customPayload),
    timeoutMs: option(timeout),
    keyspace: option(check.text),
    signal: option(check.signal),
  } satisfies TableOf<PrepareOptions>,
  {
    ...driverNamesOfCalls,
    isIdempotent: 'set isIdempotent of the prepared statement',
    consistency: 'give it to execute()',
  },
);

/** @throws ConfigurationError that names the first option that is unknown or invalid. */
export function checkPrepareOptions(options: PrepareOptions): void {
  checkOptions(prepareBag, options);
}
