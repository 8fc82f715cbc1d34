// The server's own errors, one class for each code of the protocol, declared as a table (v5 spec, section 8). Each is an
// `errors.ResponseError` of cassandra-driver with the driver's field names (`consistencies`, `blockFor`, ...), so that retry policies
// and `catch` blocks written for the driver keep working; `consistency` and `required` are the same values under readable names.
import { letAssign, ResponseError } from '../driver/errors';
import type { ExecutionInfo } from './execution-info';
import { serverErrorCode } from './server-error-codes';
import { resumeStackTraces, stopStackTraces } from './stack-trace-limit';
import { visibleText } from './visible-text';
import type { WriteOutcome } from './write-outcome';

/** An error that the server answered. Codes without a class of their own (of a newer server) arrive as this class. */
export class ServerResponseError extends ResponseError {
  /** The nodes that were tried, and how each attempt ended. */
  declare readonly executionInfo?: ExecutionInfo;
  /** For a write: whether it has been applied, over all attempts of the request. */
  declare readonly writeOutcome?: WriteOutcome;
  /** The CQL text that was executed or prepared, without the values of its parameters; the texts of a batch are joined by semicolons. */
  declare readonly statement?: string;

  constructor(code: number, message: string, name = 'ServerResponseError') {
    // The call stack here belongs to the socket, not to the caller: it is useless, and costs more than decoding the answer.
    const limit = stopStackTraces();
    super(code, visibleText(message));
    resumeStackTraces(limit);
    Object.defineProperty(this, 'name', { value: name, writable: true, enumerable: true, configurable: true });
    Object.defineProperty(this, 'stack', { value: `${name}: ${this.message}`, writable: true, configurable: true });
  }
}

letAssign(ServerResponseError.prototype);

/** The constructor of one kind of error: it takes the message and, if the kind has fields, the fields. */
export interface ServerErrorClass<Fields extends object> {
  new (message: string, ...fields: keyof Fields extends never ? [] : [Fields]): ServerResponseError & Readonly<Fields>;
}

function serverError<Fields extends object = object>(name: string, code: number): ServerErrorClass<Fields> {
  class KindOfServerError extends ServerResponseError {
    constructor(message: string, fields?: Fields) {
      super(code, message, name);
      Object.assign(this, fields);
    }
  }
  return KindOfServerError as unknown as ServerErrorClass<Fields>;
}

/** The required number of replicas, and how many answered. */
export interface ReplicaCounts {
  /** A number of cassandra-driver's `types.consistencies`. */
  readonly consistency: number;
  /** The same as `consistency`, under cassandra-driver's name. */
  readonly consistencies: number;
  /** How many replicas answered. */
  readonly received: number;
  /** How many replicas the consistency level requires. */
  readonly required: number;
  /** The same as `required`, under cassandra-driver's name. */
  readonly blockFor: number;
}

/** The counts of a read or write that failed on replicas. */
export interface ReplicaFailures extends ReplicaCounts {
  /** How many replicas failed. */
  readonly failures: number;
  /**
   * The reason of each failed replica: its address -> the protocol's failure code (0 unknown, 1 too many tombstones, ...). Empty on
   * protocol v4, which only has the number of failures.
   */
  readonly reasons: Readonly<Record<string, number>>;
}

/** The kind of the failed write, in the words of the server. A newer server may have others. */
export type WriteType =
  | 'SIMPLE'
  | 'BATCH'
  | 'UNLOGGED_BATCH'
  | 'COUNTER'
  | 'BATCH_LOG'
  | 'CAS'
  | 'VIEW'
  | 'CDC'
  // Another kind of a newer server
  | (string & {});

/** A bug or an unexpected state of the server. */
export class ServerError extends serverError('ServerError', serverErrorCode.serverError) {}

/** The server did not understand the request, or does not speak our version of the protocol. */
export class ServerProtocolError extends serverError('ServerProtocolError', serverErrorCode.protocolError) {}

/** The coordinator knew before the execution that too few replicas of a partition are alive. Other partitions may have been written, and the condition of a lightweight transaction may have been met: see `writeOutcome`. */
export class UnavailableError extends serverError<
  Pick<ReplicaCounts, 'consistency' | 'consistencies' | 'required'> & { readonly alive: number }
>('UnavailableError', serverErrorCode.unavailable) {}

/** The coordinator is overloaded. */
export class OverloadedError extends serverError('OverloadedError', serverErrorCode.overloaded) {}

/** The coordinator is bootstrapping, and does not execute requests yet. */
export class BootstrappingError extends serverError('BootstrappingError', serverErrorCode.bootstrapping) {}

/** TRUNCATE failed. */
export class TruncateError extends serverError('TruncateError', serverErrorCode.truncateError) {}

/** Too few replicas acknowledged the write in time. The write may have been applied, or may be applied later. */
export class WriteTimeoutError extends serverError<
  ReplicaCounts & {
    readonly writeType: WriteType;
    /** Set for the write type CAS only. */ readonly contentions?: number;
  }
>('WriteTimeoutError', serverErrorCode.writeTimeout) {}

/** Too few replicas answered the read in time. */
export class ReadTimeoutError extends serverError<ReplicaCounts & { readonly isDataPresent: boolean }>(
  'ReadTimeoutError',
  serverErrorCode.readTimeout,
) {}

/** At least one replica failed to read. */
export class ReadFailureError extends serverError<ReplicaFailures & { readonly isDataPresent: boolean }>(
  'ReadFailureError',
  serverErrorCode.readFailure,
) {}

/** A user-defined function threw. */
export class FunctionFailureError extends serverError<{
  readonly keyspace: string;
  readonly functionName: string;
  readonly argTypes: readonly string[];
}>('FunctionFailureError', serverErrorCode.functionFailure) {}

/** At least one replica failed to write. */
export class WriteFailureError extends serverError<ReplicaFailures & { readonly writeType: WriteType }>(
  'WriteFailureError',
  serverErrorCode.writeFailure,
) {}

/** The space for change data capture is used up. */
export class CdcWriteFailureError extends serverError('CdcWriteFailureError', serverErrorCode.cdcWriteFailure) {}

/** The outcome of a lightweight transaction is unknown: read with a serial consistency to find out. */
export class CasWriteUnknownError extends serverError<ReplicaCounts>(
  'CasWriteUnknownError',
  serverErrorCode.casWriteUnknown,
) {}

/** The statement is not valid CQL. */
export class CqlSyntaxError extends serverError('CqlSyntaxError', serverErrorCode.syntaxError) {}

/** The role that is logged in lacks the permission. */
export class UnauthorizedError extends serverError('UnauthorizedError', serverErrorCode.unauthorized) {}

/** The statement is well-formed but cannot be executed: an unknown table, a wrong type, a missing key, ... */
export class InvalidRequestError extends serverError('InvalidRequestError', serverErrorCode.invalid) {}

/** The statement is invalid because of the server's configuration. */
export class ConfigError extends serverError('ConfigError', serverErrorCode.configError) {}

/** The keyspace or the table to create already exists. */
export class AlreadyExistsError extends serverError<{
  readonly keyspace: string;
  /** Undefined when the keyspace already exists. */
  readonly table: string | undefined;
}>('AlreadyExistsError', serverErrorCode.alreadyExists) {}

/** The node does not know the prepared statement. The client prepares it again by itself: you see this error only when that fails too. */
export class UnpreparedError extends serverError<{
  readonly id: Buffer;
  /** The same as `id`, under cassandra-driver's name. */
  readonly queryId: Buffer;
}>('UnpreparedError', serverErrorCode.unprepared) {}
