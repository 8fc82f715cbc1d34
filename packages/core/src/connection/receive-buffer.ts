// Where the bytes of a socket arrive: one buffer that is read into again and again, and one copy of exactly what came.
//
// Node can be given a function for the buffer instead, and so save the copy. But when the application throws in a callback of its
// own (`process.nextTick`) while an answer is handled, and survives that, Node misses what the function returned: the next bytes
// go where earlier ones already are, and rows that were handed over turn into other rows.
import type { OnReadOpts } from 'node:net';

const bufferBytes = 64 * 1024;

export class ReceiveBuffer implements OnReadOpts {
  readonly buffer: Uint8Array = new Uint8Array(bufferBytes);
  readonly #onBytes: (bytes: Buffer) => void;

  /** `onBytes` hears of what arrived; its bytes are not written over later. */
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
