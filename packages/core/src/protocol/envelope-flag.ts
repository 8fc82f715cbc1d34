/**
 * The flags of an envelope's header (v5 spec, section 2.4.1.2; v4 spec, section 2.2). The compression flag only applies to v4: v5
 * compresses segments.
 */
export const envelopeFlag = {
  compression: 0x01,
  tracing: 0x02,
  customPayload: 0x04,
  warning: 0x08,
  useBeta: 0x10,
} as const;
