/**
 * The flags of an envelope's header (v5 spec, section 2.4.1.2; v4 spec, section 2.2). The compression flag is v4's: in v5 it means
 * nothing, segments are compressed.
 */
export const envelopeFlag = {
  compression: 0x01,
  tracing: 0x02,
  customPayload: 0x04,
  warning: 0x08,
  useBeta: 0x10,
} as const;
