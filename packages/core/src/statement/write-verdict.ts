// What one failed attempt proves about its write. Pure. For each line: why, in the words of Apache Cassandra 4.0 to 5.0, and
// tools/torture/faults has the run that looked for a counter-example. What is not listed proves nothing.
import { AuthenticationError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { serverErrorCode } from '../errors/server-error-codes';
import { ServerResponseError, type UnavailableError } from '../errors/server-errors';
import type { WriteOutcome } from '../errors/write-outcome';
import { isSerial } from '../driver/consistency';
import type { WriteKind } from './write-kind';

/** The node refused before it carried out anything, whatever the statement is. */
const refusals: ReadonlySet<number> = new Set([
  serverErrorCode.syntaxError,
  serverErrorCode.unauthorized,
  serverErrorCode.badCredentials,
  // It does not know the text: there was nothing to carry out.
  serverErrorCode.unprepared,
  serverErrorCode.bootstrapping,
]);

/** Found while the statement is checked and its values are worked out, before anything is sent to a replica. Of transactions that is not known. */
const checks: ReadonlySet<number> = new Set([
  serverErrorCode.invalid,
  serverErrorCode.configError,
  serverErrorCode.alreadyExists,
  serverErrorCode.functionFailure,
]);

/** `kind`: of the statement that was sent. Of a read, `notApplied` says that the node did nothing. */
export function outcomeOfFailure(error: unknown, kind: WriteKind): Exclude<WriteOutcome, 'applied'> {
  return provesNothingWritten(error, kind) ? 'notApplied' : 'unknown';
}

/** The server has answered that it is done, and its answer could not be handed over. */
export function outcomeOfAnswer(kind: WriteKind): WriteOutcome {
  // The answer says whether the condition was met.
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
    // The live replicas of the one partition, or of all partitions of the batch, are counted before anything is sent. So it is
    // for a counter: its leader counts them.
    case 'read':
    case 'single':
    case 'logged':
      return true;
    // Too few replicas for Paxos, and a round is begun again only where no replica has accepted the one before. With another
    // consistency it was accepted, and only its commit could not be sent.
    case 'conditional':
      return isSerial(consistency);
    // `scattered`: each partition is counted when its turn comes, after those before it have been sent.
    default:
      return false;
  }
}
