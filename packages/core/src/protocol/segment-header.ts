// Encodes and decodes the header of a segment; `segment.ts` has the drawing.
import { ProtocolError } from '../errors/protocol-error';
import { crc24 } from './crc24';
import { compressedHeaderLength, uncompressedHeaderLength } from './segment';

const lengthMask = 0x1ffff;
const selfContainedFlag = 0x20000;

export function encodeUncompressedHeader(buffer: Buffer, at: number, length: number, selfContained: boolean): void {
  const bits = selfContained ? length | selfContainedFlag : length;
  buffer[at] = bits;
  buffer[at + 1] = bits >> 8;
  buffer[at + 2] = bits >> 16;
  encodeCrc24(buffer, at + 3, crc24(buffer, at, 3));
}

/** `uncompressedLength` 0 marks a payload that is sent uncompressed. */
export function encodeCompressedHeader(
  buffer: Buffer,
  at: number,
  length: number,
  uncompressedLength: number,
  selfContained: boolean,
): void {
  // JavaScript's bitwise operators have 32 bits, the header 40: the lower 32 bits, then the other 3 bits that are used.
  const low = length | (uncompressedLength << 17);
  buffer[at] = low;
  buffer[at + 1] = low >> 8;
  buffer[at + 2] = low >> 16;
  buffer[at + 3] = low >> 24;
  buffer[at + 4] = (uncompressedLength >> 15) | (selfContained ? 0b100 : 0);
  encodeCrc24(buffer, at + 5, crc24(buffer, at, 5));
}

function encodeCrc24(buffer: Buffer, at: number, crc: number): void {
  buffer[at] = crc;
  buffer[at + 1] = crc >> 8;
  buffer[at + 2] = crc >> 16;
}

/** The last header that `decode` read. One for each connection: a header is read, used and overwritten. */
export class SegmentHeader {
  readonly #compressed: boolean;
  readonly headerLength: number;
  /** The length of the payload as it was sent. */
  length = 0;
  /** 0: the payload is not compressed. */
  uncompressedLength = 0;
  selfContained = false;

  constructor(compressed: boolean) {
    this.#compressed = compressed;
    this.headerLength = compressed ? compressedHeaderLength : uncompressedHeaderLength;
  }

  /** Decodes the header at `at`, which must be complete. */
  decode(buffer: Buffer, at: number): void {
    const checked = this.headerLength - 3;
    const crc = at + checked;
    if (crc24(buffer, at, checked) !== (buffer[crc]! | (buffer[crc + 1]! << 8) | (buffer[crc + 2]! << 16))) {
      throw new ProtocolError('The checksum of a segment header does not match: the connection carried damaged bytes');
    }
    const bits = buffer[at]! | (buffer[at + 1]! << 8) | (buffer[at + 2]! << 16);
    this.length = bits & lengthMask;
    if (this.#compressed) {
      const last = buffer[at + 4]!;
      this.uncompressedLength = (bits >>> 17) | (buffer[at + 3]! << 7) | ((last & 0b11) << 15);
      this.selfContained = (last & 0b100) !== 0;
    } else {
      this.selfContained = (bits & selfContainedFlag) !== 0;
    }
  }
}
