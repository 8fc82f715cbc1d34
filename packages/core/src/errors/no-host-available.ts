// cassandra-driver's `NoHostAvailableError`: no node could be tried. Built here for requests, the control connection and the cluster.
import { OwnNoHostAvailableError, type NoHostAvailableError } from '../driver/errors';
import { ConnectionError } from './async-cassandra-error';
import { settleStack } from './settle-stack';
import { visibleText } from './visible-text';

/** Builds the error. `byNode` has the error of each node by its endpoint; users read it as `innerErrors`. */
export function noHostAvailable(byNode: Readonly<Record<string, Error>>, message: string): NoHostAvailableError {
  const error = new OwnNoHostAvailableError(byNode, message);
  settleStack(error);
  return error;
}

/** Builds the error of `connect`: a `ConnectionError` whose cause is the `NoHostAvailableError`. */
export function connectFailure(byNode: Readonly<Record<string, Error>>, message: string): ConnectionError {
  const text = visibleText(message);
  return new ConnectionError(text, { cause: noHostAvailable(byNode, text) });
}
