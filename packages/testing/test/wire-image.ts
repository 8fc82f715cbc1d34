// Expected bytes, written in the notations of the protocol's text (v5 spec, section 3), so that a test looks like the
// wire. Nothing here comes from the stub's own encoder.

export type Part = Buffer;

const sized = (size: number, write: (bytes: Buffer) => void): Part => {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
};

export const byte = (value: number): Part => Buffer.from([value]);
export const short = (value: number): Part => sized(2, (bytes) => bytes.writeUInt16BE(value));
export const int = (value: number): Part => sized(4, (bytes) => bytes.writeInt32BE(value));
export const long = (value: bigint): Part => sized(8, (bytes) => bytes.writeBigInt64BE(value));
export const hex = (text: string): Part => Buffer.from(text.replaceAll(' ', ''), 'hex');
export const text = (value: string): Part => Buffer.from(value);
export const string = (value: string): Part => Buffer.concat([short(Buffer.byteLength(value)), text(value)]);
export const longString = (value: string): Part => Buffer.concat([int(Buffer.byteLength(value)), text(value)]);
export const bytes = (value: Part): Part => Buffer.concat([int(value.length), value]);
export const shortBytes = (value: Part): Part => Buffer.concat([short(value.length), value]);
export const nullBytes: Part = int(-1);
export const unset: Part = int(-2);

export const image = (...parts: readonly Part[]): Buffer => Buffer.concat(parts);

/** An envelope's header and body: version (with the direction bit), flags, stream, opcode, length. */
export const envelope = (
  version: number,
  flags: number,
  streamId: number,
  opcode: number,
  ...body: readonly Part[]
): Buffer => {
  const content = image(...body);
  const stream = sized(2, (header) => header.writeInt16BE(streamId));
  return image(byte(version), byte(flags), stream, byte(opcode), int(content.length), content);
};
