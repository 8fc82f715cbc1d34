// LZ4 for segments, with the optional peer dependency lz4-napi. The protocol uses raw blocks; lz4-napi prefixes the uncompressed length in
// four little-endian bytes: removed here after compression, and added before decompression.
import type * as Lz4 from 'lz4-napi';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { ProtocolError } from '../errors/protocol-error';
import type { SegmentCompressor } from '../protocol/segment-compressor';

const prefixLength = 4;

/** @throws ConfigurationError when lz4-napi is not installed. */
export function createLz4Compressor(): SegmentCompressor {
  const { compressSync, uncompressSync } = loadLz4();
  return {
    compress: (payload) => compressSync(payload).subarray(prefixLength),
    decompress(block, uncompressedLength) {
      const prefixed = Buffer.allocUnsafe(prefixLength + block.length);
      prefixed.writeUInt32LE(uncompressedLength, 0);
      block.copy(prefixed, prefixLength);
      let payload: Buffer;
      try {
        payload = uncompressSync(prefixed);
      } catch (cause) {
        throw new ProtocolError('A segment holds a malformed LZ4 block', { cause });
      }
      if (payload.length !== uncompressedLength) {
        throw new ProtocolError(
          `An LZ4 block decompresses to ${payload.length} bytes, but its segment announced ${uncompressedLength}`,
        );
      }
      return payload;
    },
  };
}

function loadLz4(): typeof Lz4 {
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- an optional peer, loaded only when it is used
    return require('lz4-napi') as typeof Lz4;
  } catch (cause) {
    throw new ConfigurationError("compression 'lz4' needs the package lz4-napi: npm install lz4-napi", { cause });
  }
}
