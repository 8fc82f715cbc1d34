/** Makes and reads the payload of a compressed segment: raw LZ4 blocks, without a length prefix. The only compression of v5. */
export interface SegmentCompressor {
  compress(payload: Buffer): Buffer;
  /** Fails, or gives another length, when the block is damaged. */
  decompress(block: Buffer, uncompressedLength: number): Buffer;
}
