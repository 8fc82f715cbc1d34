// Errors that a request ends with where none came from outside.
import type { Node } from '../../connection/pool/node';
import { OwnOperationTimedOutError, type NoHostAvailableError, type OperationTimedOutError } from '../../driver/errors';
import { ConnectionError, QueryError } from '../../errors/async-cassandra-error';
import { noHostAvailable } from '../../errors/no-host-available';
import { resumeStackTraces, stopStackTraces } from '../../errors/stack-trace-limit';
import type { Operation } from '../operations/operation';

/** `failures`: by endpoint, how the request failed there. For a node that it never reached, why that cannot be connected to. */
export function noNodeToAsk(
  nodes: readonly Node[],
  failures: Readonly<Record<string, Error>> | undefined,
): NoHostAvailableError {
  const errors: Record<string, Error> = {};
  for (const { endpoint, pool } of nodes) {
    const error = failures?.[endpoint] ?? pool?.lastError;
    if (error !== undefined) errors[endpoint] = error;
    else if (pool === undefined) errors[endpoint] = new ConnectionError(`${endpoint} is ignored by the load balancing`);
  }
  return noHostAvailable(errors, 'No node could be asked; innerErrors has the reason of each');
}

/** Without a call stack: that is the timer's, which says nothing, and until somebody reads it V8 keeps the request alive. */
export function timedOut(message: string, endpoint: string | undefined): OperationTimedOutError {
  const limit = stopStackTraces();
  const error = new OwnOperationTimedOutError(message, endpoint);
  resumeStackTraces(limit);
  return error;
}

/** An error that many requests are ended with: each has one of its own, because each tells its own story. */
export function copyError({ message, code }: ConnectionError): ConnectionError {
  return new ConnectionError(message, { code });
}

/** A value that does not fit the partition key is the caller's mistake, though the policy was the first to meet it. */
export function planFailure(cause: unknown, operation: Operation): unknown {
  try {
    operation.routingKey();
  } catch (error) {
    return error;
  }
  return new QueryError('The load-balancing policy failed to make a plan', { cause });
}
