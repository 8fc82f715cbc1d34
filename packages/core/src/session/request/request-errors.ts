// Errors that a request creates itself.
import type { Node } from '../../connection/pool/node';
import { OwnOperationTimedOutError, type NoHostAvailableError, type OperationTimedOutError } from '../../driver/errors';
import { ConnectionError, QueryError } from '../../errors/async-cassandra-error';
import { noHostAvailable } from '../../errors/no-host-available';
import { resumeStackTraces, stopStackTraces } from '../../errors/stack-trace-limit';
import type { QueryPlan } from '../../policies/query-plan';
import type { Operation } from '../operations/operation';

/**
 * `failures` has the errors of the request by endpoint. For a node that the request never reached, uses the refusal of its plan, or the last
 * error of its pool.
 */
export function noNodeToAsk(
  nodes: readonly Node[],
  failures: Readonly<Record<string, Error>> | undefined,
  plan: QueryPlan | undefined,
): NoHostAvailableError {
  const errors: Record<string, Error> = {};
  for (const node of nodes) {
    const { endpoint, pool } = node;
    const error = failures?.[endpoint] ?? pool?.lastError ?? plan?.refusalOf?.(node);
    if (error !== undefined) errors[endpoint] = error;
    else if (pool === undefined)
      errors[endpoint] = new ConnectionError(`${endpoint} is ignored by the load-balancing policy`);
  }
  return noHostAvailable(errors, 'No node could be asked; innerErrors has the reason of each');
}

/**
 * Creates the error of a timeout, without a call stack: the stack of a timer is useless, and V8 would keep the request alive for it. `cause` is
 * the error of the last attempt that failed before.
 */
export function timedOut(
  message: string,
  endpoint: string | undefined,
  cause: Error | undefined,
): OperationTimedOutError {
  const limit = stopStackTraces();
  const error = new OwnOperationTimedOutError(message, endpoint);
  resumeStackTraces(limit);
  if (cause !== undefined) Reflect.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
  return error;
}

/** Copies an error that ends many requests: each gets its own, with its own execution info. */
export function copyError({ message, code }: ConnectionError): ConnectionError {
  return new ConnectionError(message, { code });
}

/** Returns the error of a failed plan. A value that does not fit the partition key is the caller's mistake, although the policy met it first. */
export function planFailure(cause: unknown, operation: Operation): unknown {
  try {
    operation.routingKey();
  } catch (error) {
    return error;
  }
  return new QueryError('The load-balancing policy failed to make a plan', { cause });
}
