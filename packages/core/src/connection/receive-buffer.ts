// Where the bytes of a socket arrive. A socket's own reads take a new buffer of 64 KiB for every few answers; here many small reads share one.
import type { OnReadOpts } from 'node:net';

const slabBytes = 64 * 1024;
/** Less room than this would cut a large page into more reads. */
const minRoomBytes = slabBytes / 2;

export class ReceiveBuffer implements OnReadOpts {
  readonly #onBytes: (bytes: Buffer) => void;
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  #filled = 0;

  /** `onBytes` hears of what arrived; its bytes are not written over later. */
  constructor(onBytes: (bytes: Buffer) => void) {
    this.#onBytes = onBytes;
  }

  /** The room for the next read. */
  readonly buffer = (): Buffer => {
    if (slabBytes - this.#filled < minRoomBytes) {
      this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#filled = 0;
    }
    return this.#slab.subarray(this.#filled);
  };

  readonly callback = (length: number): boolean => {
    const start = this.#filled;
    this.#filled += length;
    this.#onBytes(this.#slab.subarray(start, this.#filled));
    return true;
  };
}
