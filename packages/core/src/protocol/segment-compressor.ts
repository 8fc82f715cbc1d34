/** Compresses to and decompresses from raw LZ4 blocks, without a length prefix: the payload of a compressed segment in v5, the body of a compressed envelope in v4. */
export interface SegmentCompressor {
  compress(payload: Buffer): Buffer;
  /** Throws, or returns another length, when the block is damaged. */
  decompress(block: Buffer, uncompressedLength: number): Buffer;
}
