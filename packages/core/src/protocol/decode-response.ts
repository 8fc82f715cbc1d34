// Decodes the body of an envelope to a response. Throws an `UnreadableAnswerError` that names the defect; only an opcode
// that no response has is a `ProtocolError`.
import { ProtocolError } from '../errors/protocol-error';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { ByteReader } from './byte-reader';
import { maxBodyLength, type Envelope } from './envelope';
import { opcode } from './opcode';
import { decodeAuthChallenge } from './responses/auth-challenge';
import { decodeAuthSuccess } from './responses/auth-success';
import { decodeAuthenticate } from './responses/authenticate';
import { decodeError } from './responses/error';
import { decodeEvent } from './responses/event';
import { decodePrepared } from './responses/prepared';
import type { Response } from './responses/response';
import { decodeResponseExtras, type ResponseExtras } from './responses/response-extras';
import { decodeRows } from './responses/rows';
import { decodeSchemaChange } from './responses/schema-change';
import { decodeSetKeyspace } from './responses/set-keyspace';
import { decodeSupported } from './responses/supported';

/** The kinds of a RESULT (v4 and v5 spec, section 4.2.5). */
const resultKind = { void: 1, rows: 2, setKeyspace: 3, prepared: 4, schemaChange: 5 } as const;

export function decodeResponse(envelope: Envelope): Response {
  if (envelope.skippedBytes > 0) {
    throw new UnreadableAnswerError(
      `The answer has ${envelope.skippedBytes} bytes, and the protocol allows ${maxBodyLength}: request fewer rows at a time ` +
        `(lower fetchSize), or for smaller values`,
    );
  }
  const { version } = envelope;
  const reader = new ByteReader(envelope.buffer, envelope.bodyStart, envelope.bodyEnd);
  const extras = decodeResponseExtras(reader, envelope.flags);
  switch (envelope.opcode) {
    case opcode.result:
      return decodeResult(reader, extras, version);
    case opcode.error:
      return decodeError(reader, extras, version);
    case opcode.event:
      return decodeEvent(reader, extras);
    case opcode.ready:
      return { kind: 'ready', extras };
    case opcode.authenticate:
      return decodeAuthenticate(reader, extras);
    case opcode.supported:
      return decodeSupported(reader, extras);
    case opcode.authChallenge:
      return decodeAuthChallenge(reader, extras);
    case opcode.authSuccess:
      return decodeAuthSuccess(reader, extras);
    default:
      throw new ProtocolError(`0x${envelope.opcode.toString(16).padStart(2, '0')} is not the opcode of a response`);
  }
}

function decodeResult(reader: ByteReader, extras: ResponseExtras | undefined, version: number): Response {
  const kind = reader.int32('the kind of a result');
  switch (kind) {
    case resultKind.rows:
      return decodeRows(reader, extras, version);
    case resultKind.void:
      return { kind: 'void', extras };
    case resultKind.setKeyspace:
      return decodeSetKeyspace(reader, extras);
    case resultKind.prepared:
      return decodePrepared(reader, extras, version);
    case resultKind.schemaChange:
      return { kind: 'schemaChange', schemaChange: decodeSchemaChange(reader), extras };
    default:
      throw new UnreadableAnswerError(`The answer cannot be read: ${kind} is not a kind of result`);
  }
}
