// Raw LZ4 blocks, as in segments: no container, no length prefix. A plain greedy matcher: small and readable rather
// than fast. Format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md

const minMatch = 4;
const maxOffset = 0xffff;
// The format's end conditions: the last 5 bytes are literals, and no match starts within the last 12.
const lastLiterals = 5;
const matchLimit = 12;
const hashBits = 14;

function hashAt(input: Buffer, position: number): number {
  return Math.imul(input.readUInt32LE(position), 2654435761) >>> (32 - hashBits);
}

export function compressLz4Block(input: Buffer): Buffer {
  const output = Buffer.allocUnsafe(input.length + Math.ceil(input.length / 255) + 16);
  const lastSeen = new Int32Array(1 << hashBits).fill(-1);
  let written = 0;
  let literalStart = 0;

  function writeLengthTail(length: number): void {
    let rest = length - 15;
    while (rest >= 255) {
      output[written++] = 255;
      rest -= 255;
    }
    output[written++] = rest;
  }

  function writeSequence(literalEnd: number, offset: number, matchLength: number): void {
    const literals = literalEnd - literalStart;
    const match = offset === 0 ? 0 : matchLength - minMatch;
    output[written++] = (Math.min(literals, 15) << 4) | Math.min(match, 15);
    if (literals >= 15) {
      writeLengthTail(literals);
    }
    written += input.copy(output, written, literalStart, literalEnd);
    if (offset !== 0) {
      written = output.writeUInt16LE(offset, written);
      if (match >= 15) {
        writeLengthTail(match);
      }
    }
  }

  let position = 0;
  while (position < input.length - matchLimit) {
    const hash = hashAt(input, position);
    const candidate = lastSeen[hash]!;
    lastSeen[hash] = position;
    if (
      candidate < 0 ||
      position - candidate > maxOffset ||
      input.readUInt32LE(candidate) !== input.readUInt32LE(position)
    ) {
      position++;
      continue;
    }
    let length = minMatch;
    while (position + length < input.length - lastLiterals && input[candidate + length] === input[position + length]) {
      length++;
    }
    writeSequence(position, position - candidate, length);
    position += length;
    literalStart = position;
  }
  writeSequence(input.length, 0, 0);
  return output.subarray(0, written);
}

export function decompressLz4Block(block: Buffer, uncompressedLength: number): Buffer {
  const output = Buffer.alloc(uncompressedLength);
  let position = 0;
  let written = 0;

  function readByte(): number {
    if (position >= block.length) {
      throw new RangeError('The LZ4 block ends in the middle of a sequence');
    }
    return block[position++]!;
  }

  function readLength(nibble: number): number {
    let length = nibble;
    if (nibble === 15) {
      let byte: number;
      do {
        byte = readByte();
        length += byte;
      } while (byte === 255);
    }
    return length;
  }

  while (position < block.length) {
    const token = readByte();
    const literals = readLength(token >> 4);
    if (position + literals > block.length || written + literals > uncompressedLength) {
      throw new RangeError('The LZ4 block has more literals than it announced');
    }
    block.copy(output, written, position, position + literals);
    position += literals;
    written += literals;
    if (position === block.length) {
      break;
    }
    const offset = readByte() | (readByte() << 8);
    const length = readLength(token & 15) + minMatch;
    if (offset === 0 || offset > written || written + length > uncompressedLength) {
      throw new RangeError('The LZ4 block refers to bytes outside its output');
    }
    const end = written + length;
    // Byte by byte: a match may overlap the bytes it produces.
    for (; written < end; written++) {
      output[written] = output[written - offset]!;
    }
  }
  if (written !== uncompressedLength) {
    throw new RangeError(`The LZ4 block holds ${written} bytes, ${uncompressedLength} were announced`);
  }
  return output;
}
