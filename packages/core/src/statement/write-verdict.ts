// Decides what one failed attempt proves about its write. Pure. The reasons hold for Apache Cassandra 4.0 to 5.0, and
// tools/torture/faults looked for counter-examples. An error that is not listed proves nothing.
import { AuthenticationError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { serverErrorCode } from '../errors/server-error-codes';
import { ServerResponseError, type UnavailableError } from '../errors/server-errors';
import type { WriteOutcome } from '../errors/write-outcome';
import { isSerial } from '../driver/consistency';
import type { WriteKind } from './write-kind';

/** Errors with which a node refuses every kind of statement before it executes anything. */
const refusals: ReadonlySet<number> = new Set([
  serverErrorCode.syntaxError,
  serverErrorCode.unauthorized,
  serverErrorCode.badCredentials,
  // The node does not know the text, so it executed nothing.
  serverErrorCode.unprepared,
  serverErrorCode.bootstrapping,
]);

/** Errors of the checks before anything is sent to a replica. For transactions this is not known. */
const checks: ReadonlySet<number> = new Set([
  serverErrorCode.invalid,
  serverErrorCode.configError,
  serverErrorCode.alreadyExists,
  serverErrorCode.functionFailure,
]);

/** `kind` is the kind of the statement that was sent. For a read, `notApplied` means that the node did nothing. */
export function outcomeOfFailure(error: unknown, kind: WriteKind): Exclude<WriteOutcome, 'applied'> {
  return provesNothingWritten(error, kind) ? 'notApplied' : 'unknown';
}

/** Returns the outcome of a write whose answer arrived but could not be delivered. */
export function outcomeOfAnswer(kind: WriteKind): WriteOutcome {
  // Only the answer tells whether the condition was met.
  return kind === 'conditional' || kind === 'opaque' ? 'unknown' : 'applied';
}

function provesNothingWritten(error: unknown, kind: WriteKind): boolean {
  if (error instanceof ConnectionLostError) return !error.written;
  if (error instanceof AuthenticationError) return true;
  if (!(error instanceof ServerResponseError)) return false;
  if (refusals.has(error.code)) return true;
  if (checks.has(error.code)) return kind !== 'opaque';
  return error.code === serverErrorCode.unavailable && unavailableProves(error as UnavailableError, kind);
}

function unavailableProves({ consistency }: UnavailableError, kind: WriteKind): boolean {
  switch (kind) {
    // The live replicas of the one partition, or of all partitions of the batch, are counted before anything is sent. For
    // a counter, its leader counts them.
    case 'read':
    case 'single':
    case 'logged':
      return true;
    // Too few replicas for Paxos, and a round is repeated only where no replica has accepted the previous one. With another
    // consistency level it was accepted, and only its commit could not be sent.
    case 'conditional':
      return isSerial(consistency);
    // `scattered`: each partition is counted when its turn comes, after those before it have been sent.
    default:
      return false;
  }
}
