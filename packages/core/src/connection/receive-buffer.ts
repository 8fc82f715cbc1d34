// Receives the bytes of a socket: one buffer that is read into repeatedly, and one exact copy of the bytes that arrived.
//
// Node also accepts a function that returns the buffer, which would save the copy. But if the application throws in a callback of its
// own (`process.nextTick`) while an answer is handled, and survives that, Node misses the returned buffer: the next bytes overwrite
// earlier ones, and rows that were already delivered change.
import type { OnReadOpts } from 'node:net';

const bufferBytes = 64 * 1024;

export class ReceiveBuffer implements OnReadOpts {
  readonly buffer: Uint8Array = new Uint8Array(bufferBytes);
  readonly #onBytes: (bytes: Buffer) => void;

  /** `onBytes` receives the bytes that arrived. They are not overwritten later. */
  constructor(onBytes: (bytes: Buffer) => void) {
    this.#onBytes = onBytes;
  }

  readonly callback = (length: number): boolean => {
    const bytes = Buffer.allocUnsafe(length);
    bytes.set(length === bufferBytes ? this.buffer : this.buffer.subarray(0, length));
    this.#onBytes(bytes);
    return true;
  };
}
