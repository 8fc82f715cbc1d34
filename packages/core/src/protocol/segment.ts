// The segment: the container of envelopes in v5, with a checksum of its header and one of its payload (v5 spec, section 2).
//
//   uncompressed header, 6 bytes                     compressed header, 8 bytes (the spec's text says 4 + 4: its drawing is right)
//   bits  0..16  payload length                      bits  0..16  length of the payload as sent
//   bit   17     self-contained                      bits 17..33  length of the uncompressed payload; 0: it is sent uncompressed
//   bits 18..23  padding                             bit   34     self-contained
//   bytes 3..5   CRC24 of bytes 0..2                 bits 35..39  padding
//                                                    bytes 5..7   CRC24 of bytes 0..4
//
//   then the payload, then 4 bytes: CRC32 of the payload as sent. Headers and checksums are little-endian.
//
// A self-contained segment contains any number of whole envelopes. An envelope longer than one payload is split over consecutive
// segments that contain nothing else, none of them self-contained.

/** 2^17 - 1: the largest length that 17 bits can express. */
export const maxPayloadLength = 131_071;
export const uncompressedHeaderLength = 6;
export const compressedHeaderLength = 8;
export const trailerLength = 4;
