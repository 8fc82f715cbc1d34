// Decodes and encodes one CQL type. The interpreter consists of these codecs; generated code calls them where inlining does not pay.
import type { Buffer } from 'node:buffer';
import type { ByteWriter } from '../protocol/byte-writer';

export interface ValueCodec {
  /** Decodes the bytes [position, end), which the buffer contains: `size` bytes, or at least one byte unless `takesEmpty`. */
  decode(buffer: Buffer, position: number, end: number): unknown;
  /** Writes the bytes of a value that is neither null nor unset, without their length. Throws InvalidValue. */
  encode(writer: ByteWriter, value: unknown): void;
  /** How many bytes every value has, unless it is empty. */
  readonly size?: number;
  /**
   * Whether the elements of a vector of this type have no lengths. False for some types with a `size`: for the server date,
   * time, smallint and tinyint have a variable length in vectors.
   */
  readonly isBareInVector?: boolean;
  /** Whether zero bytes are a value (text, blob) and not null. */
  readonly takesEmpty?: boolean;
  /** Whether a Buffer is a value like any other, for a codec of the application, and not the encoded bytes. */
  readonly takesBuffers?: boolean;
}
