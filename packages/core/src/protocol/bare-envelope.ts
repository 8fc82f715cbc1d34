// Envelopes outside segments: those at the start of a connection, before the server has agreed to v5 (v5 spec, section 2.3.1), and those
// that user code sends while another request is encoded.
import { ByteWriter, tooLong } from './byte-writer';
import { encodeEnvelopeHeader, encodeEnvelopeLength, envelopeHeaderLength, maxBodyLength } from './envelope';
import type { ProtocolVersion } from './protocol-version';
import { encodeBodyOf, type Request } from './requests/request';

export function encodeBareEnvelope(request: Request, version: ProtocolVersion, streamId: number, flags = 0): Buffer {
  const writer = new ByteWriter(undefined, envelopeHeaderLength);
  encodeBodyOf(request, version, writer);
  encodeEnvelopeHeader(writer.buffer, 0, version, flags, streamId, request.opcode);
  encodeEnvelopeLength(writer.buffer, 0, writer.position);
  const bodyLength = writer.position - envelopeHeaderLength;
  if (bodyLength > maxBodyLength) throw tooLong(bodyLength);
  return writer.buffer.subarray(0, writer.position);
}
