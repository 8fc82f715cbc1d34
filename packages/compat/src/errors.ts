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
import type { Host } from './host';
import { addressOf } from './host-address';
import type { HostMap } from './host-map';
import { driverMessageOf } from './server-messages';

/** The call of an error, for the fields that cassandra-driver sets on its errors. */
export interface FailedCall {
  /** The text of the one statement that failed; undefined for a batch. */
  readonly query?: string | undefined;
  /** The hosts of the client. */
  readonly hosts?: HostMap;
}

const noCall: FailedCall = {};

/** Returns cassandra-driver's error for an error of the engine. Errors of values that do not fit their column are returned unchanged. */
export function toDriverError(error: unknown, call: FailedCall = noCall): Error {
  if (error instanceof errors.ResponseError) {
    return isOfAllHosts(error) ? nodesExhausted(error) : asResponseError(error, call);
  }
  if (error instanceof errors.NoHostAvailableError) {
    return noHostAvailable(error.innerErrors as InnerErrors, error, call.hosts);
  }
  if (error instanceof errors.OperationTimedOutError) return timedOut(error, call);
  if (error instanceof StreamError) return toDriverError(error.cause ?? error.message, call);
  if (error instanceof AuthenticationError) return new errors.AuthenticationError(error.message);
  if (error instanceof ConfigurationError) return like(error, new errors.ArgumentError(error.message));
  if (error instanceof TimeoutError) return like(error, new errors.OperationTimedOutError(error.message));
  if (error instanceof OverloadError) return overloaded(error, call);
  if (error instanceof ConnectionLostError) return socketError(error);
  if (error instanceof ConnectionError) return unreachable(error);
  if (error instanceof QueryError) return queryError(error);
  const ofParameters = parameterErrors[(error as { code?: string } | null | undefined)?.code ?? ''];
  if (ofParameters !== undefined) return ofParameters(error as Error, call);
  return error instanceof Error ? error : new errors.DriverInternalError(String(error));
}

/**
 * Returns the error of `connect`: `NoHostAvailableError`, with the error of each node that was tried, or the load-balancing policy's own.
 * `contactPoint` is the host of an error that belongs to none, as `ip:port`.
 */
export function toConnectError(error: unknown, contactPoint = 'host'): Error {
  // A policy of the application that cannot start.
  if (error instanceof ConfigurationError && error.cause instanceof errors.DriverError) return error.cause;
  const translated = toDriverError(error);
  if (translated instanceof errors.AuthenticationError) {
    return noHostAvailable({ [hostIn(error, contactPoint)]: error as Error }, error as Error);
  }
  // The named datacenter has no node: cassandra-driver reports that for each host.
  if (error instanceof ConfigurationError) return noHostAvailable({ [hostIn(error, contactPoint)]: error }, error);
  if (translated instanceof errors.OperationTimedOutError) {
    return like(error, new errors.NoHostAvailableError({}, translated.message));
  }
  return translated;
}

/** Returns the error of one host, for `innerErrors` and request trackers: the socket's own if it could not be reached, with `code`. */
export function toHostError(error: Error, endpoint: string): Error {
  if (error instanceof errors.ResponseError) {
    asResponseError(error, noCall);
    set(error, 'coordinator', addressOf(endpoint));
    return error;
  }
  if (!(error instanceof ConnectionError) || error instanceof ConnectionLostError) return toDriverError(error);
  return error.cause instanceof Error ? error.cause : error;
}

type InnerErrors = Readonly<Record<string, Error>> | null | undefined;
type Details = Error & { executionInfo?: ExecutionInfo };

function infoOf(error: unknown): ExecutionInfo | undefined {
  return (error as Details).executionInfo;
}

/**
 * The engine's classes extend cassandra-driver's and have its fields: only the name, the query and the coordinator are missing, and the
 * message must be the server's own.
 */
function asResponseError(error: Error, { query }: FailedCall): Error {
  const coordinator = infoOf(error)?.coordinator;
  const { isDataPresent } = error as { isDataPresent?: boolean };
  const message = driverMessageOf(error as errors.ResponseError) ?? error.message;
  set(error, 'name', 'ResponseError');
  // A byte of the answer in cassandra-driver.
  if (isDataPresent !== undefined) set(error, 'isDataPresent', Number(isDataPresent));
  setMessage(error, message);
  if (coordinator !== undefined) set(error, 'coordinator', addressOf(coordinator));
  if (query !== undefined) set(error, 'query', query);
  return error;
}

function timedOut(error: errors.OperationTimedOutError, { query }: FailedCall): Error {
  const host = error.host ?? infoOf(error)?.attempts.at(-1)?.node;
  if (host !== undefined) {
    set(error, 'host', addressOf(host));
    set(error, 'coordinator', addressOf(host));
  }
  if (query !== undefined) set(error, 'query', query);
  return error;
}

/** cassandra-driver leaves out the hosts that the policy ignores. */
function noHostAvailable(innerErrors: InnerErrors, from: Error, hosts?: HostMap): Error {
  const isAsked = (endpoint: string): boolean => !(hosts?.get(addressOf(endpoint))?.node.isIgnored ?? false);
  const asked = Object.entries(innerErrors ?? {}).filter(([endpoint]) => isAsked(endpoint));
  const translated = asked.map(([endpoint, error]) => [addressOf(endpoint), toHostError(error, endpoint)]);
  return like(from, new errors.NoHostAvailableError(Object.fromEntries(translated)));
}

/** Whether the retry policy wanted another host and none was left. cassandra-driver never asks it about a server error. */
function isOfAllHosts(error: errors.ResponseError): boolean {
  return infoOf(error)?.nodesExhausted === true && error.code !== types.responseErrorCodes.serverError;
}

/** cassandra-driver reports the last error of each host. */
function nodesExhausted(last: Error): Error {
  const failed = infoOf(last)!.attempts.filter(({ error }) => error !== undefined);
  return noHostAvailable(Object.fromEntries(failed.map(({ node, error }) => [node, error!])), last);
}

function unreachable(error: ConnectionError): Error {
  if (error.code === errorCode.closed) {
    return like(error, new errors.NoHostAvailableError(null, 'Connecting after shutdown is not supported'));
  }
  if (error.cause instanceof errors.NoHostAvailableError)
    return noHostAvailable(error.cause.innerErrors as InnerErrors, error);
  return like(error, new errors.NoHostAvailableError({}, error.message));
}

/** The client's own limit: every host is busy, as far as the call is concerned. */
function overloaded(error: OverloadError, { hosts }: FailedCall): Error {
  const busy = (hosts?.values() ?? []).filter(({ node }) => node.inFlight > 0);
  const innerErrors = Object.fromEntries(busy.map((host) => [host.address, busyError(host)]));
  return like(error, new errors.NoHostAvailableError(innerErrors, `All hosts are busy: ${error.message}`));
}

function busyError({ address, node }: Host): Error {
  return new errors.BusyConnectionError(address, node.inFlight, node.openConnections);
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

function hostIn(error: unknown, contactPoint: string): string {
  return infoOf(error)?.attempts.at(-1)?.node ?? /\S+:\d+/.exec((error as Error).message)?.[0] ?? contactPoint;
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
  set(error, 'message', message);
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
