// ERROR (v5 spec, sections 4.2.1 and 8; v4 spec, sections 4.2.1 and 9): a code, a message, and further fields for some codes, which this
// table decodes. In v4 a failure only has the number of its reasons, and a timeout has no contentions.
import { InetAddress } from '../../driver/values';
import { AuthenticationError } from '../../errors/async-cassandra-error';
import { serverErrorCode } from '../../errors/server-error-codes';
import {
  AlreadyExistsError,
  BootstrappingError,
  CasWriteUnknownError,
  CdcWriteFailureError,
  ConfigError,
  CqlSyntaxError,
  FunctionFailureError,
  InvalidRequestError,
  OverloadedError,
  ReadFailureError,
  ReadTimeoutError,
  ServerError,
  ServerProtocolError,
  ServerResponseError,
  TruncateError,
  UnauthorizedError,
  UnavailableError,
  UnpreparedError,
  WriteFailureError,
  WriteTimeoutError,
  type ReplicaCounts,
  type ReplicaFailures,
} from '../../errors/server-errors';
import type { ByteReader } from '../byte-reader';
import { consistencyName } from '../../driver/consistency';
import type { ResponseExtras } from './response-extras';

export interface ErrorResponse {
  readonly kind: 'error';
  /** Our own `AuthenticationError` for bad credentials, otherwise the server's error. */
  readonly error: ServerResponseError | AuthenticationError;
  readonly extras?: ResponseExtras;
}

export function decodeError(reader: ByteReader, extras: ResponseExtras | undefined, version: number): ErrorResponse {
  const code = reader.int32('the error code');
  const message = reader.string('the error message');
  const decode = decoders.get(code);
  return { kind: 'error', error: decode?.(message, reader, version) ?? new ServerResponseError(code, message), extras };
}

type ErrorDecoder = (message: string, reader: ByteReader, version: number) => ErrorResponse['error'];

const decoders = new Map<number, ErrorDecoder>([
  [serverErrorCode.serverError, (message) => new ServerError(message)],
  [serverErrorCode.protocolError, (message) => new ServerProtocolError(message)],
  [serverErrorCode.badCredentials, (message) => new AuthenticationError(message)],
  [serverErrorCode.unavailable, decodeUnavailable],
  [serverErrorCode.overloaded, (message) => new OverloadedError(message)],
  [serverErrorCode.bootstrapping, (message) => new BootstrappingError(message)],
  [serverErrorCode.truncateError, (message) => new TruncateError(message)],
  [serverErrorCode.writeTimeout, decodeWriteTimeout],
  [serverErrorCode.readTimeout, decodeReadTimeout],
  [serverErrorCode.readFailure, decodeReadFailure],
  [serverErrorCode.functionFailure, decodeFunctionFailure],
  [serverErrorCode.writeFailure, decodeWriteFailure],
  [serverErrorCode.cdcWriteFailure, (message) => new CdcWriteFailureError(message)],
  [serverErrorCode.casWriteUnknown, decodeCasWriteUnknown],
  [serverErrorCode.syntaxError, (message) => new CqlSyntaxError(message)],
  [serverErrorCode.unauthorized, (message) => new UnauthorizedError(message)],
  [serverErrorCode.invalid, (message) => new InvalidRequestError(message)],
  [serverErrorCode.configError, (message) => new ConfigError(message)],
  [serverErrorCode.alreadyExists, decodeAlreadyExists],
  [serverErrorCode.unprepared, decodeUnprepared],
]);

function decodeUnavailable(message: string, reader: ByteReader): UnavailableError {
  const consistency = reader.uint16('the consistency');
  const required = reader.int32('the number of replicas required');
  const alive = reader.int32('the number of replicas alive');
  const details = `consistency ${consistencyName(consistency)}, ${required} required, ${alive} alive`;
  return new UnavailableError(`${message} (${details})`, { consistency, consistencies: consistency, required, alive });
}

function decodeWriteTimeout(message: string, reader: ByteReader, version: number): WriteTimeoutError {
  const counts = decodeCounts(reader);
  const writeType = reader.string('the write type');
  const contentions = version >= 5 && writeType === 'CAS' ? reader.uint16('the number of contentions') : undefined;
  return new WriteTimeoutError(`${message} (${describe(counts)}, write type ${writeType})`, {
    ...counts,
    writeType,
    contentions,
  });
}

function decodeReadTimeout(message: string, reader: ByteReader): ReadTimeoutError {
  const counts = decodeCounts(reader);
  const isDataPresent = reader.uint8('whether data is present') !== 0;
  return new ReadTimeoutError(`${message} (${describe(counts)}${isDataPresent ? '' : ', none with data'})`, {
    ...counts,
    isDataPresent,
  });
}

function decodeReadFailure(message: string, reader: ByteReader, version: number): ReadFailureError {
  const failures = decodeFailures(reader, version);
  const isDataPresent = reader.uint8('whether data is present') !== 0;
  return new ReadFailureError(`${message} (${describe(failures)}, ${failures.failures} failed)`, {
    ...failures,
    isDataPresent,
  });
}

function decodeWriteFailure(message: string, reader: ByteReader, version: number): WriteFailureError {
  const failures = decodeFailures(reader, version);
  const writeType = reader.string('the write type');
  return new WriteFailureError(
    `${message} (${describe(failures)}, ${failures.failures} failed, write type ${writeType})`,
    { ...failures, writeType },
  );
}

function decodeCasWriteUnknown(message: string, reader: ByteReader): CasWriteUnknownError {
  const counts = decodeCounts(reader);
  return new CasWriteUnknownError(`${message} (${describe(counts)})`, counts);
}

function decodeFunctionFailure(message: string, reader: ByteReader): FunctionFailureError {
  return new FunctionFailureError(message, {
    keyspace: reader.string('the keyspace of the function'),
    functionName: reader.string('the name of the function'),
    argTypes: reader.stringList('the argument types of the function'),
  });
}

function decodeAlreadyExists(message: string, reader: ByteReader): AlreadyExistsError {
  const keyspace = reader.string('the keyspace that exists');
  const table = reader.string('the table that exists');
  return new AlreadyExistsError(message, { keyspace, table: table === '' ? undefined : table });
}

function decodeUnprepared(message: string, reader: ByteReader): UnpreparedError {
  const id = Buffer.from(reader.shortBytes('the id that is not prepared'));
  return new UnpreparedError(message, { id, queryId: id });
}

function decodeCounts(reader: ByteReader): ReplicaCounts {
  const consistency = reader.uint16('the consistency');
  const received = reader.int32('the number of replicas that answered');
  const required = reader.int32('the number of replicas required');
  return { consistency, consistencies: consistency, received, required, blockFor: required };
}

/** An address has at least 5 bytes, a reason 2. */
const minReasonLength = 7;

function decodeFailures(reader: ByteReader, version: number): ReplicaFailures {
  const counts = decodeCounts(reader);
  if (version < 5) return { ...counts, failures: reader.int32('the number of failures'), reasons: {} };
  const failures = reader.count('the number of failures', minReasonLength);
  const reasons: Record<string, number> = {};
  for (let left = failures; left > 0; left--) {
    const address = new InetAddress(reader.inetAddress('the address of a replica that failed')).toString();
    reasons[address] = reader.uint16('the reason of a failure');
  }
  return { ...counts, failures, reasons };
}

function describe({ consistency, received, required }: ReplicaCounts): string {
  return `consistency ${consistencyName(consistency)}, ${received} of ${required} replicas answered`;
}
