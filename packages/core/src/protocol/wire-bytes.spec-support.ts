// For specs: bytes written in the notations of the protocol, so that an expected message reads like the spec.
// Deliberately independent of the code under test: imports nothing of it, and computes both checksums bit by bit.

export const byte = (value: number): Buffer => Buffer.of(value);

export function short(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16BE(value & 0xffff);
  return buffer;
}

export function int(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

export function long(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(value);
  return buffer;
}

/** Parses hexadecimal digits, `hex('85 00')`. White space is ignored. */
export const hex = (digits: string): Buffer => Buffer.from(digits.replace(/\s/g, ''), 'hex');

export const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

export const wire = (...parts: Buffer[]): Buffer => Buffer.concat(parts);

export const string = (text: string): Buffer => wire(short(utf8(text).length), utf8(text));

export const longString = (text: string): Buffer => wire(int(utf8(text).length), utf8(text));

export const bytes = (value: Buffer | null): Buffer => (value === null ? int(-1) : wire(int(value.length), value));

export const shortBytes = (value: Buffer): Buffer => wire(short(value.length), value);

export const stringList = (...values: string[]): Buffer => wire(short(values.length), ...values.map(string));

export const stringMap = (...entries: [key: string, value: string][]): Buffer =>
  wire(short(entries.length), ...entries.flat().map(string));

/** The envelope of a response. */
export function response(
  header: { opcode: number; streamId?: number; flags?: number; version?: number },
  ...body: Buffer[]
): Buffer {
  const { opcode, streamId = 0, flags = 0, version = 0x85 } = header;
  const content = wire(...body);
  return wire(byte(version), byte(flags), short(streamId), byte(opcode), int(content.length), content);
}

/** The envelope of a request. */
export function request(
  header: { opcode: number; streamId?: number; flags?: number; version?: number },
  ...body: Buffer[]
): Buffer {
  return response({ version: 0x05, ...header }, ...body);
}

export function segment(payload: Buffer, selfContained = true): Buffer {
  const header = littleEndian(BigInt(payload.length) | (BigInt(selfContained) << 17n), 3);
  return wire(header, littleEndian(crc24(header), 3), payload, littleEndian(crc32(payload), 4));
}

/** `uncompressedLength` 0: the block is the payload itself. */
export function compressedSegment(block: Buffer, uncompressedLength: number, selfContained = true): Buffer {
  const bits = BigInt(block.length) | (BigInt(uncompressedLength) << 17n) | (BigInt(selfContained) << 34n);
  const header = littleEndian(bits, 5);
  return wire(header, littleEndian(crc24(header), 3), block, littleEndian(crc32(block), 4));
}

function littleEndian(value: bigint, length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn)));
}

function crc24(message: Buffer): bigint {
  let crc = 0x875060;
  for (const value of message) {
    crc ^= value << 16;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? (crc << 1) ^ 0x1974f0b : crc << 1;
  }
  return BigInt(crc);
}

function crc32(message: Buffer): bigint {
  const bytes = wire(hex('fa 2d 55 ca'), message);
  let crc = 0xffff_ffff;
  for (let index = 0; index < bytes.length; index++) {
    crc ^= bytes[index]!;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return BigInt(~crc >>> 0);
}

/** The ways to cut a stream that every decoding case must survive: whole, byte by byte, and in two at every boundary. */
export function* cuts(stream: Buffer): Generator<{ how: string; chunks: Buffer[] }> {
  yield { how: 'whole', chunks: [stream] };
  yield { how: 'byte by byte', chunks: Array.from(stream, (value) => Buffer.of(value)) };
  for (let at = 1; at < stream.length; at++) {
    yield { how: `cut at ${at}`, chunks: [stream.subarray(0, at), stream.subarray(at)] };
  }
}
