// Marks errors outside of the attempts with a write outcome: wrong options or parameters, a failed PREPARE, a closed session, an
// unreadable answer.
import { attachWriteOutcome, writeOutcomeOf, type WriteOutcome } from '../errors/write-outcome';
import { settleStack } from '../errors/settle-stack';
import { ignoreRejection, disownAll, isError } from '../errors/thrown';
import { isReasonOf } from '../waiting/on-abort';
import { BatchStatement } from './batch-statement';
import { BoundStatement } from './bound-statement';
import { isReadKind, statementKind } from './cql-scanner';
import type { ExecuteOptions } from './execute-options';

/** Nothing of the request was sent: a promise in place of its statement, or among its parameters, was not even looked at. Gives the error back. */
export function markNotSent(
  error: unknown,
  statement: unknown,
  options: ExecuteOptions | undefined,
  parameters?: unknown,
): unknown {
  settleStack(error);
  ignoreRejection(statement);
  ignoreRejection(parameters);
  if (typeof parameters === 'object' && parameters !== null) disownAll(parameters);
  return withOutcome(error, statement, options, 'notApplied');
}

/** Marks an error of a request that may have been sent, unless the request has set the outcome itself. Returns the error. */
export function markPerhapsSent(error: unknown, statement: unknown, options: ExecuteOptions | undefined): unknown {
  return withOutcome(error, statement, options, 'unknown');
}

function withOutcome(
  error: unknown,
  statement: unknown,
  options: ExecuteOptions | undefined,
  outcome: WriteOutcome,
): unknown {
  try {
    const isOurs = isError(error) && !isReasonOf(error, options?.signal);
    if (isOurs && writeOutcomeOf(error) === undefined && writes(statement)) attachWriteOutcome(error, outcome);
  } catch {
    // An error, options or a signal of the application's that refuse to be looked at.
  }
  return error;
}

function writes(statement: unknown): boolean {
  if (statement instanceof BatchStatement) return true;
  const query = statement instanceof BoundStatement ? statement.prepared.query : textOf(statement);
  return query !== undefined && !isReadKind(statementKind(query));
}

function textOf(statement: unknown): string | undefined {
  const text = typeof statement === 'string' ? statement : (statement as { query?: unknown } | null | undefined)?.query;
  return typeof text === 'string' ? text : undefined;
}
