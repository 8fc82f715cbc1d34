// The paging state as users hold it: opaque, safe in a URL, and bound to the statement and values that it came from.
//
//   base64url( version [byte] | fingerprint of the request [4] | the server's state [n] | CRC32 of all before [4] )
//
// The checksum finds a damaged or edited state, the fingerprint one that belongs to another query or other values: both would
// otherwise give the wrong rows, or an error of the server that explains nothing. It is not a signature against forgery.
import { crc32 } from 'node:zlib';
import { QueryError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';

const version = 1;
const headerLength = 5;
const trailerLength = 4;

export function encodePagingState(state: Buffer, fingerprint: number): string {
  const bytes = Buffer.allocUnsafe(headerLength + state.length + trailerLength);
  bytes[0] = version;
  bytes.writeUInt32BE(fingerprint, 1);
  state.copy(bytes, headerLength);
  const end = headerLength + state.length;
  bytes.writeUInt32BE(crc32(bytes.subarray(0, end)), end);
  return bytes.toString('base64url');
}

/** @throws QueryError with the code `INVALID_PAGING_STATE` when the text is not a paging state, was changed, or belongs to another request. */
export function decodePagingState(text: string, fingerprint: number): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  const end = bytes.length - trailerLength;
  // Decoding ignores foreign characters, so only a state that encodes back to the same text is whole.
  const isWhole =
    end >= headerLength &&
    bytes.toString('base64url') === text &&
    crc32(bytes.subarray(0, end)) === bytes.readUInt32BE(end);
  if (!isWhole || bytes[0] !== version) {
    throw invalid('The paging state is damaged: give a paging state exactly as a page or a stream returned it');
  }
  if (bytes.readUInt32BE(1) !== fingerprint) {
    throw invalid('The paging state belongs to another statement or to other parameter values');
  }
  return bytes.subarray(headerLength, end);
}

const invalid = (message: string): QueryError => new QueryError(message, { code: errorCode.invalidPagingState });
