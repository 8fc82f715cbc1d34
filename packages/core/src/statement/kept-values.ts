// The bytes of values that the application can still change: encoded for the first message of a request, and sent with every later one.
// They are not copied: they stay in the buffer of the first message, which is never overwritten.
import type { Buffer } from 'node:buffer';
import { readInt32 } from '../codec/bytes';
import type { ParametersEncoder } from '../codec/parameters-encoder';
import { columnsSignature } from '../codec/signature';
import type { ByteWriter } from '../protocol/byte-writer';
import type { PreparedState } from './prepared-query';

/** Writes the values of one request as they were at the first write, whatever the application has changed since. */
export class KeptValues implements ParametersEncoder {
  readonly count: number;
  #bytes: Buffer | undefined = undefined;
  #start = 0;
  #end = 0;

  /** `state`: the state of the prepared text for which the values are encoded. */
  constructor(readonly state: PreparedState) {
    this.count = state.parametersEncoder.count;
  }

  /** Whether the values have been written: from then on their objects are not read. */
  get isKept(): boolean {
    return this.#bytes !== undefined;
  }

  encode(writer: ByteWriter, values: readonly unknown[]): void {
    if (this.#bytes !== undefined) {
      writer.raw(this.#bytes.subarray(this.#start, this.#end));
      return;
    }
    const start = writer.position;
    this.state.parametersEncoder.encode(writer, values);
    this.#bytes = writer.buffer;
    this.#start = start;
    this.#end = writer.position;
  }

  encodeOne(writer: ByteWriter, index: number, value: unknown): void {
    const bytes = this.#bytes;
    if (bytes === undefined) {
      this.state.parametersEncoder.encodeOne(writer, index, value);
      return;
    }
    let start = this.#start;
    for (let left = index; left > 0; left--) start = endOfValue(bytes, start);
    writer.raw(bytes.subarray(start, endOfValue(bytes, start)));
  }

  /** Whether the bytes also fit this newer state of the prepared text. */
  fits(state: PreparedState): boolean {
    if (state.parametersEncoder === this.state.parametersEncoder) return true;
    const { variables, partitionKeyIndexes } = this.state;
    return (
      columnsSignature(state.variables) === columnsSignature(variables) &&
      state.partitionKeyIndexes.join() === partitionKeyIndexes.join()
    );
  }
}

/** Returns the end of a [value]: an [int] length, which is negative for null and unset, and that many bytes. */
function endOfValue(bytes: Buffer, start: number): number {
  return start + 4 + Math.max(readInt32(bytes, start), 0);
}
