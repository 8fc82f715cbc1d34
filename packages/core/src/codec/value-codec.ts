// One CQL type, both ways. The interpreter is made of these; generated code calls them where inlining would not pay.
import type { Buffer } from 'node:buffer';
import type { ByteWriter } from '../protocol/byte-writer';

export interface ValueCodec {
  /** From the bytes [position, end), which are there. They are `size` bytes, or at least one, unless `takesEmpty`. */
  decode(buffer: Buffer, position: number, end: number): unknown;
  /** Writes the bytes of a value that is neither null nor unset, without their length. Throws InvalidValue. */
  encode(writer: ByteWriter, value: unknown): void;
  /** How many bytes every value has, unless it is empty. */
  readonly size?: number;
  /**
   * Whether the elements of a vector of this type have no lengths. That is not so for every type with a `size`: the
   * server counts date, time, smallint and tinyint as variable there.
   */
  readonly isBareInVector?: boolean;
  /** Whether no bytes at all are a value (text, blob) and not null. */
  readonly takesEmpty?: boolean;
  /** Whether a Buffer is a value like any other, for a codec of the application, and not the bytes to be written. */
  readonly takesBuffers?: boolean;
}
