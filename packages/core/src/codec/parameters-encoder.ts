import type { ByteWriter } from '../protocol/byte-writer';
import type * as query from '../protocol/requests/query-parameters';

/**
 * Writes the parameters of one statement as the protocol's [value]s: a length (-1 null, -2 unset) and that many bytes.
 * A value that does not fit its column is a TypeError or RangeError that names the column and its CQL type, never the
 * value; what was written before it stays in the writer.
 */
export interface ParametersEncoder extends query.ParametersEncoder {
  /** Encodes a value of the partition key: sets and maps in the order of the server, because it hashes them in this order. */
  encodeOne(writer: ByteWriter, index: number, value: unknown): void;
}
