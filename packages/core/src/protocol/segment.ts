// The segment: what v5 puts around envelopes, with a checksum over its header and one over its payload (v5 spec, section 2).
//
//   uncompressed header, 6 bytes                     compressed header, 8 bytes (the spec's text says 4 + 4: its drawing is right)
//   bits  0..16  payload length                      bits  0..16  length of the payload as sent
//   bit   17     self-contained                      bits 17..33  length of the payload uncompressed; 0: it is sent as it is
//   bits 18..23  padding                             bit   34     self-contained
//   bytes 3..5   CRC24 of bytes 0..2                 bits 35..39  padding
//                                                    bytes 5..7   CRC24 of bytes 0..4
//
//   then the payload, then 4 bytes: CRC32 of the payload as sent. Headers and checksums are little-endian.
//
// A self-contained segment holds any number of whole envelopes. An envelope longer than one payload is cut over consecutive
// segments that hold nothing else, none of them self-contained.

/** 2^17 - 1: what the 17 bits of a length can say. */
export const maxPayloadLength = 131_071;
export const uncompressedHeaderLength = 6;
export const compressedHeaderLength = 8;
export const trailerLength = 4;
