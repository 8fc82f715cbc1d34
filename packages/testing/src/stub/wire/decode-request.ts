// Decodes request bodies (v5 spec, section 4.1; v4 differs: its query flags are one byte, it has no metadata id and no
// keyspace in PREPARE).

import type { ReceivedBatchStatement, ReceivedValue, RequestBody } from '../received-request';
import { BodyReader } from './body-reader';
import { consistencyName } from './consistency';
import { type Envelope, envelopeFlag } from './envelope';
import { opcode } from './opcode';
import { WireViolation } from './wire-violation';

const queryFlag = {
  values: 0x0001,
  skipMetadata: 0x0002,
  pageSize: 0x0004,
  pagingState: 0x0008,
  serialConsistency: 0x0010,
  timestamp: 0x0020,
  names: 0x0040,
  keyspace: 0x0080,
  nowInSeconds: 0x0100,
} as const;

const prepareKeyspace = 0x01;
const batchTypes = ['logged', 'unlogged', 'counter'] as const;

/** Returns the text of a prepared id on this node. */
export type PreparedText = (id: Buffer) => string | undefined;

export function decodeRequestBody(envelope: Envelope, preparedText: PreparedText): RequestBody {
  const reader = new BodyReader(envelope.body);
  const request: RequestBody = {};
  if ((envelope.flags & envelopeFlag.customPayload) !== 0) {
    request.customPayload = reader.bytesMap();
  }
  switch (envelope.opcode) {
    case opcode.STARTUP:
      request.options = reader.stringMap();
      break;
    case opcode.AUTH_RESPONSE:
      request.token = reader.bytes();
      break;
    case opcode.REGISTER:
      request.eventTypes = reader.stringList();
      break;
    case opcode.OPTIONS:
      break;
    case opcode.PREPARE:
      request.query = reader.longString();
      if (envelope.version >= 5 && (reader.int32() & prepareKeyspace) !== 0) {
        request.keyspace = reader.string();
      }
      break;
    case opcode.QUERY:
      request.query = reader.longString();
      readQueryParameters(reader, envelope.version, request);
      break;
    case opcode.EXECUTE:
      request.preparedId = reader.shortBytes();
      request.query = preparedText(request.preparedId);
      if (envelope.version >= 5) {
        request.resultMetadataId = reader.shortBytes();
      }
      readQueryParameters(reader, envelope.version, request);
      break;
    case opcode.BATCH:
      readBatch(reader, envelope.version, request, preparedText);
      break;
    default:
      throw new WireViolation(`A client does not send the opcode 0x${envelope.opcode.toString(16)}`);
  }
  if (reader.remaining > 0) {
    throw new WireViolation(`${reader.remaining} bytes are left over after the body`);
  }
  return request;
}

function readFlags(reader: BodyReader, version: number): number {
  return version >= 5 ? reader.int32() : reader.uint8();
}

function readQueryParameters(reader: BodyReader, version: number, request: RequestBody): void {
  request.consistency = consistencyName(reader.uint16());
  const flags = readFlags(reader, version);
  request.queryFlags = flags;
  request.skipMetadata = (flags & queryFlag.skipMetadata) !== 0;
  if ((flags & queryFlag.values) !== 0) {
    const values: ReceivedValue[] = [];
    const names: string[] = [];
    const count = reader.uint16();
    for (let index = 0; index < count; index++) {
      if ((flags & queryFlag.names) !== 0) {
        names.push(reader.string());
      }
      values.push(reader.value());
    }
    request.values = values;
    if (names.length > 0) {
      request.names = names;
    }
  }
  if ((flags & queryFlag.pageSize) !== 0) {
    request.pageSize = reader.int32();
  }
  if ((flags & queryFlag.pagingState) !== 0) {
    request.pagingState = reader.bytes();
  }
  readTail(reader, flags, request);
}

/** Reads the fields that QUERY, EXECUTE and BATCH share, in this order. */
function readTail(reader: BodyReader, flags: number, request: RequestBody): void {
  if ((flags & queryFlag.serialConsistency) !== 0) {
    request.serialConsistency = consistencyName(reader.uint16());
  }
  if ((flags & queryFlag.timestamp) !== 0) {
    request.timestamp = reader.int64();
  }
  if ((flags & queryFlag.keyspace) !== 0) {
    request.keyspace = reader.string();
  }
  if ((flags & queryFlag.nowInSeconds) !== 0) {
    request.nowInSeconds = reader.int32();
  }
}

function readBatch(reader: BodyReader, version: number, request: RequestBody, preparedText: PreparedText): void {
  const type = reader.uint8();
  request.batchType = batchTypes[type] ?? type;
  const count = reader.uint16();
  const statements: ReceivedBatchStatement[] = [];
  for (let index = 0; index < count; index++) {
    const kind = reader.uint8();
    if (kind > 1) {
      throw new WireViolation(`A batch has a statement of the unknown kind ${kind}`);
    }
    const query = kind === 0 ? reader.longString() : undefined;
    const preparedId = kind === 1 ? reader.shortBytes() : undefined;
    const values = Array.from({ length: reader.uint16() }, () => reader.value());
    statements.push({
      query: query ?? preparedText(preparedId!) ?? '',
      ...(preparedId === undefined ? {} : { preparedId }),
      values,
    });
  }
  request.statements = statements;
  request.query = statements.map((statement) => statement.query).join('; ');
  request.consistency = consistencyName(reader.uint16());
  const flags = readFlags(reader, version);
  request.queryFlags = flags;
  readTail(reader, flags, request);
}
