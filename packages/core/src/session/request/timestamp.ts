import { QueryError } from '../../errors/async-cassandra-error';
import { isTimestamp } from '../../options/option-checks';
import type { Timestamp } from '../../protocol/requests/query-parameters';
import { onRejected } from '../../waiting/guard-callback';
import type { Operation } from '../operations/operation';
import type { SessionContext } from '../session-context';
import type { RequestSettings } from './request-settings';

/** Returns the timestamp of a request's writes: the caller's or the generator's. @throws QueryError when the generator fails. */
export function takeTimestamp(
  context: SessionContext,
  operation: Operation,
  settings: RequestSettings,
): Timestamp | null | undefined {
  if (settings.timestamp !== undefined || !operation.needsTimestamp) return settings.timestamp;
  try {
    return checkTimestamp(context.nextTimestamp());
  } catch (cause) {
    throw new QueryError('The timestamp generator failed', { cause });
  }
}

function checkTimestamp(given: unknown): Timestamp | null | undefined {
  if (given === null || given === undefined) return given;
  if (isTimestamp(given)) return given;
  onRejected(given, () => {});
  const what = typeof given === 'number' ? String(given) : `a value of type ${typeof given}`;
  throw new TypeError(
    `The generator returned ${what}; a timestamp is a whole number of microseconds, a bigint or a Long, of 64 bits`,
  );
}
