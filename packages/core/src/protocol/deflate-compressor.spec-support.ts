// For specs: a compressor that is not LZ4. What the segments do with one does not depend on which it is.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SegmentCompressor } from './segment-compressor';

export const deflateCompressor: SegmentCompressor = {
  compress: (payload) => deflateRawSync(payload),
  decompress: (block) => inflateRawSync(block),
};
