// For specs: a compressor other than LZ4. Segments work the same with any compressor.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SegmentCompressor } from './segment-compressor';

export const deflateCompressor: SegmentCompressor = {
  compress: (payload) => deflateRawSync(payload),
  decompress: (block) => inflateRawSync(block),
};
