// ERROR messages: every code with its fields (v5 spec, section 8).

import { CustomReply, type Reply } from './reply';
import type { BodyWriter } from './wire/body-writer';
import { type ConsistencyName, consistencyCode } from './wire/consistency';
import { opcode } from './wire/opcode';

/** The kind of a failed write. */
export type WriteType = 'SIMPLE' | 'BATCH' | 'UNLOGGED_BATCH' | 'COUNTER' | 'BATCH_LOG' | 'CAS' | 'VIEW' | 'CDC';

/** The fields of a timeout error. Each has a default. */
export interface AcknowledgedFields {
  readonly consistency?: ConsistencyName;
  /** How many replicas answered. */
  readonly received?: number;
  /** How many replicas the consistency level requires. */
  readonly required?: number;
  readonly message?: string;
}

/** The fields of an error about failed replicas. */
export interface FailedFields extends AcknowledgedFields {
  /** Address of a replica -> failure code. A v4 client only gets their number. */
  readonly reasons?: Readonly<Record<string, number>>;
}

function errorReply(
  code: number,
  message: string,
  writeFields: (writer: BodyWriter, version: number) => void = () => undefined,
): Reply {
  return new CustomReply(opcode.ERROR, (writer, request) => {
    writer.int32(code).string(message);
    writeFields(writer, request.version);
  });
}

function writeAcknowledged(
  writer: BodyWriter,
  { consistency = 'LOCAL_QUORUM', received = 1, required = 2 }: AcknowledgedFields,
) {
  writer.uint16(consistencyCode[consistency]).int32(received).int32(required);
}

function writeReasons(writer: BodyWriter, reasons: Readonly<Record<string, number>>, version: number): void {
  const entries = Object.entries(reasons);
  writer.int32(entries.length);
  if (version >= 5) {
    entries.forEach(([address, reason]) => writer.inetAddress(address).uint16(reason));
  }
}

const oneFailure = { '127.0.0.1': 0x0000 } as const;

/** Creates a reply for each error of the protocol. Omitted fields get plausible values. */
export const serverError = {
  /** An error with any code, and the bytes after the message. */
  custom: (code: number, message: string, fields: Buffer = Buffer.alloc(0)): Reply =>
    errorReply(code, message, (writer) => writer.raw(fields)),
  server: (message = 'java.lang.NullPointerException'): Reply => errorReply(0x0000, message),
  protocol: (message = 'Invalid protocol message'): Reply => errorReply(0x000a, message),
  badCredentials: (message = 'Provided username and/or password are incorrect'): Reply => errorReply(0x0100, message),
  unavailable: (
    fields: { consistency?: ConsistencyName; required?: number; alive?: number; message?: string } = {},
  ): Reply =>
    errorReply(0x1000, fields.message ?? 'Cannot achieve consistency level', (writer) =>
      writer
        .uint16(consistencyCode[fields.consistency ?? 'LOCAL_QUORUM'])
        .int32(fields.required ?? 2)
        .int32(fields.alive ?? 1),
    ),
  overloaded: (message = 'Server is shedding load'): Reply => errorReply(0x1001, message),
  bootstrapping: (message = 'Cannot read from a bootstrapping node'): Reply => errorReply(0x1002, message),
  truncate: (message = 'Error during truncate'): Reply => errorReply(0x1003, message),
  writeTimeout: (fields: AcknowledgedFields & { writeType?: WriteType; contentions?: number } = {}): Reply =>
    errorReply(0x1100, fields.message ?? 'Operation timed out', (writer, version) => {
      writeAcknowledged(writer, fields);
      writer.string(fields.writeType ?? 'SIMPLE');
      if (fields.writeType === 'CAS' && version >= 5) {
        writer.uint16(fields.contentions ?? 0);
      }
    }),
  readTimeout: (fields: AcknowledgedFields & { dataPresent?: boolean } = {}): Reply =>
    errorReply(0x1200, fields.message ?? 'Operation timed out', (writer) => {
      writeAcknowledged(writer, fields);
      writer.uint8(fields.dataPresent === true ? 1 : 0);
    }),
  readFailure: (fields: FailedFields & { dataPresent?: boolean } = {}): Reply =>
    errorReply(0x1300, fields.message ?? 'Operation failed', (writer, version) => {
      writeAcknowledged(writer, fields);
      writeReasons(writer, fields.reasons ?? oneFailure, version);
      writer.uint8(fields.dataPresent === true ? 1 : 0);
    }),
  functionFailure: (
    fields: { keyspace?: string; functionName?: string; argumentTypes?: readonly string[]; message?: string } = {},
  ): Reply =>
    errorReply(0x1400, fields.message ?? 'Execution of a function failed', (writer) =>
      writer
        .string(fields.keyspace ?? 'stub')
        .string(fields.functionName ?? 'f')
        .stringList(fields.argumentTypes ?? ['int']),
    ),
  writeFailure: (fields: FailedFields & { writeType?: WriteType } = {}): Reply =>
    errorReply(0x1500, fields.message ?? 'Operation failed', (writer, version) => {
      writeAcknowledged(writer, fields);
      writeReasons(writer, fields.reasons ?? oneFailure, version);
      writer.string(fields.writeType ?? 'SIMPLE');
    }),
  cdcWriteFailure: (message = 'CDC space is full'): Reply => errorReply(0x1600, message),
  casWriteUnknown: (fields: AcknowledgedFields = {}): Reply =>
    errorReply(0x1700, fields.message ?? 'CAS operation result is unknown', (writer) =>
      writeAcknowledged(writer, { consistency: 'SERIAL', ...fields }),
    ),
  syntax: (message = 'line 1:0 no viable alternative at input'): Reply => errorReply(0x2000, message),
  unauthorized: (message = 'User has no permission'): Reply => errorReply(0x2100, message),
  invalid: (message = 'Invalid request'): Reply => errorReply(0x2200, message),
  config: (message = 'Invalid configuration'): Reply => errorReply(0x2300, message),
  alreadyExists: (fields: { keyspace?: string; table?: string; message?: string } = {}): Reply =>
    errorReply(0x2400, fields.message ?? 'Cannot add already existing table', (writer) =>
      writer.string(fields.keyspace ?? 'stub').string(fields.table ?? ''),
    ),
  unprepared: (id: Buffer, message = 'Prepared query not found'): Reply =>
    errorReply(0x2500, message, (writer) => writer.shortBytes(id)),
} as const;
