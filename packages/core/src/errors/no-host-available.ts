// `NoHostAvailableError` of cassandra-driver: no node could be asked. Built here for requests, the control connection and the cluster.
import { OwnNoHostAvailableError, type NoHostAvailableError } from '../driver/errors';
import { ConnectionError } from './async-cassandra-error';
import { settleStack } from './settle-stack';
import { visibleText } from './visible-text';

/** `byNode`: the error of each node, by its endpoint. Users read it as `innerErrors`. */
export function noHostAvailable(byNode: Readonly<Record<string, Error>>, message: string): NoHostAvailableError {
  const error = new OwnNoHostAvailableError(byNode, message);
  settleStack(error);
  return error;
}

/** The error of `connect`: a `ConnectionError` whose cause is the `NoHostAvailableError`. */
export function connectFailure(byNode: Readonly<Record<string, Error>>, message: string): ConnectionError {
  const text = visibleText(message);
  return new ConnectionError(text, { cause: noHostAvailable(byNode, text) });
}
