// Converts the errors of the engine to cassandra-driver's: one table, by class. The engine's additional fields are kept: `cause`,
// `executionInfo`, `writeOutcome` and `statement`.
import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  ConnectionLostError,
  errorCode,
  OverloadError,
  QueryError,
  StreamError,
  TimeoutError,
  type ExecutionInfo,
} from '@async-cassandra/core';
import { errors, types } from 'cassandra-driver';
import { addressOf } from './host-address';
import { driverMessageOf } from './server-messages';

/** The call of an error, for the fields that cassandra-driver sets on its errors. */
export interface FailedCall {
  /** The text of the one statement that failed; undefined for a batch. */
  readonly query?: string | undefined;
}

const noCall: FailedCall = {};

/** Returns cassandra-driver's error for an error of the engine. Errors of values that do not fit their column are returned unchanged. */
export function toDriverError(error: unknown, call: FailedCall = noCall): Error {
  if (error instanceof errors.ResponseError) return asResponseError(error, call);
  if (error instanceof errors.NoHostAvailableError) return noHostAvailable(error.innerErrors as InnerErrors, error);
  if (error instanceof errors.OperationTimedOutError) return timedOut(error, call);
  if (error instanceof StreamError) return toDriverError(error.cause ?? error.message, call);
  if (error instanceof AuthenticationError) return new errors.AuthenticationError(error.message);
  if (error instanceof ConfigurationError) return like(error, new errors.ArgumentError(error.message));
  if (error instanceof TimeoutError) return like(error, new errors.OperationTimedOutError(error.message));
  if (error instanceof OverloadError) return overloaded(error);
  if (error instanceof ConnectionLostError) return socketError(error);
  if (error instanceof ConnectionError) return unreachable(error);
  if (error instanceof QueryError) return queryError(error);
  const ofParameters = parameterErrors[(error as { code?: string } | null | undefined)?.code ?? ''];
  if (ofParameters !== undefined) return ofParameters(error as Error, call);
  return error instanceof Error ? error : new errors.DriverInternalError(String(error));
}

/** Returns the error of `connect`: `NoHostAvailableError`, with the error of each node that was tried. */
export function toConnectError(error: unknown): Error {
  const translated = toDriverError(error);
  if (translated instanceof errors.AuthenticationError) {
    return noHostAvailable({ [hostIn(error)]: error as Error }, error as Error);
  }
  // The named datacenter has no node: cassandra-driver reports that for each host.
  if (error instanceof ConfigurationError) return noHostAvailable({ [hostIn(error)]: error }, error);
  if (translated instanceof errors.OperationTimedOutError) {
    return like(error, new errors.NoHostAvailableError({}, translated.message));
  }
  return translated;
}

type InnerErrors = Readonly<Record<string, Error>> | null | undefined;
type Details = Error & { executionInfo?: ExecutionInfo };

/**
 * The engine's classes extend cassandra-driver's and have its fields: only the name, the query and the coordinator are missing, and the
 * message must be the server's own.
 */
function asResponseError(error: Error, { query }: FailedCall): Error {
  const coordinator = (error as Details).executionInfo?.coordinator;
  const { isDataPresent } = error as { isDataPresent?: boolean };
  const message = driverMessageOf(error as errors.ResponseError);
  set(error, 'name', 'ResponseError');
  // A byte of the answer in cassandra-driver.
  if (isDataPresent !== undefined) set(error, 'isDataPresent', Number(isDataPresent));
  if (message !== undefined) setMessage(error, message);
  if (coordinator !== undefined) set(error, 'coordinator', addressOf(coordinator));
  if (query !== undefined) set(error, 'query', query);
  return error;
}

function timedOut(error: errors.OperationTimedOutError, { query }: FailedCall): Error {
  const host = error.host ?? (error as Details).executionInfo?.attempts.at(-1)?.node;
  if (host !== undefined) {
    set(error, 'host', addressOf(host));
    set(error, 'coordinator', addressOf(host));
  }
  if (query !== undefined) set(error, 'query', query);
  return error;
}

function noHostAvailable(innerErrors: InnerErrors, from: Error): Error {
  const translated = Object.fromEntries(
    Object.entries(innerErrors ?? {}).map(([host, error]) => [addressOf(host), ofOneHost(error)]),
  );
  return like(from, new errors.NoHostAvailableError(translated));
}

/** Returns the socket's error for a host that could not be reached, with `code` (`'ECONNREFUSED'`). */
function ofOneHost(error: Error): Error {
  if (!(error instanceof ConnectionError) || error instanceof ConnectionLostError) return toDriverError(error);
  return error.cause instanceof Error ? error.cause : error;
}

function unreachable(error: ConnectionError): Error {
  if (error.code === errorCode.closed) {
    return like(error, new errors.NoHostAvailableError(null, 'Connecting after shutdown is not supported'));
  }
  if (error.cause instanceof errors.NoHostAvailableError)
    return noHostAvailable(error.cause.innerErrors as InnerErrors, error);
  return like(error, new errors.NoHostAvailableError({}, error.message));
}

function overloaded(error: OverloadError): Error {
  return like(error, new errors.NoHostAvailableError({}, `All hosts are busy: ${error.message}`));
}

/** Marks a lost connection as cassandra-driver does, by these properties of a plain error. */
function socketError(error: ConnectionLostError): Error {
  set(error, 'isSocketError', true);
  set(error, 'requestNotWritten', !error.written);
  return error;
}

function queryError(error: QueryError): Error {
  return error.code === errorCode.invalidPagingState
    ? like(error, new errors.ResponseError(types.responseErrorCodes.protocolError, error.message))
    : like(error, new errors.DriverInternalError(error.message));
}

/** The conversions by the engine's code. A value that does not fit its column is a TypeError or a RangeError in both. */
const parameterErrors: Readonly<Record<string, (error: Error, call: FailedCall) => Error>> = {
  /** cassandra-driver lets the server count the values: this is the server's code and message. */
  [errorCode.wrongParameterCount]: (error, call) => {
    const refused = new errors.ResponseError(types.responseErrorCodes.invalid, 'Invalid amount of bind variables');
    return asResponseError(like(error, refused), call);
  },
  [errorCode.missingParameter]: (error) => like(error, new errors.ArgumentError(error.message)),
};

function hostIn(error: unknown): string {
  return (
    (error as Details).executionInfo?.attempts.at(-1)?.node ?? /\S+:\d+/.exec((error as Error).message)?.[0] ?? 'host'
  );
}

function like<E extends Error>(from: unknown, error: E): E {
  const { executionInfo, writeOutcome, statement, stack } = from as Partial<Record<string, unknown>>;
  set(error, 'cause', from, false);
  if (executionInfo !== undefined) set(error, 'executionInfo', executionInfo, false);
  if (writeOutcome !== undefined) set(error, 'writeOutcome', writeOutcome, false);
  if (statement !== undefined) set(error, 'statement', statement, false);
  if (typeof stack === 'string') set(error, 'stack', `${error.name}: ${error.message}${framesOf(stack)}`, false);
  return error;
}

function setMessage(error: Error, message: string): void {
  const { stack } = error;
  set(error, 'message', message, false);
  if (typeof stack === 'string') set(error, 'stack', `${error.name}: ${message}${framesOf(stack)}`, false);
}

/** Returns the call sites of a stack, without the message. */
function framesOf(stack: string): string {
  const start = stack.search(/\n {4}at /);
  return start === -1 ? '' : stack.slice(start);
}

/** Sets a property; a frozen error stays unchanged. */
function set(error: Error, name: string, value: unknown, enumerable = true): void {
  Reflect.defineProperty(error, name, { value, enumerable, writable: true, configurable: true });
}
