// The optional fields before the message in the body of any response (v5 spec, section 4).
import { visibleText } from '../../errors/visible-text';
import type { ByteReader } from '../byte-reader';
import { envelopeFlag } from '../envelope-flag';

export interface ResponseExtras {
  /** The 16 bytes of the trace session's [uuid]. */
  readonly tracingId?: Buffer;
  readonly warnings?: string[];
  readonly customPayload?: Record<string, Buffer | null>;
}

const extras = envelopeFlag.tracing | envelopeFlag.warning | envelopeFlag.customPayload;

/** Decodes the fields that the flags announce; undefined if there are none. */
export function decodeResponseExtras(reader: ByteReader, flags: number): ResponseExtras | undefined {
  if ((flags & extras) === 0) return undefined;
  const tracingId = flags & envelopeFlag.tracing ? reader.uuidBytes('the tracing id') : undefined;
  const warnings = flags & envelopeFlag.warning ? reader.stringList('the warnings').map(visibleText) : undefined;
  const customPayload = flags & envelopeFlag.customPayload ? reader.bytesMap('the custom payload') : undefined;
  return { tracingId, warnings, customPayload };
}
