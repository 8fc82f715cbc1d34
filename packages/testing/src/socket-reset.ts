import type { Socket } from 'node:net';

/** Breaks the connection (RST). */
export function resetSocket(socket: Socket): void {
  // Node cannot reset a socket that is already ending: it would report an error and never close the socket.
  if (socket.writableEnded) {
    socket.destroy();
  } else if (!socket.destroyed) {
    socket.resetAndDestroy();
  }
}

/** A busy kernel delivers data to a receiver on the same machine with some delay. */
const deliveryMs = 10;

/**
 * Runs `action` after a receiver has had time to read what was just written. A receiver in this process certainly has: after the time
 * there is another turn of the event loop for its data. A reset that arrives together with data looks like an orderly end to a Node client:
 * libuv reports the end of a half-read socket, not the error.
 */
export function afterDelivery(action: () => void): void {
  setTimeout(() => setImmediate(() => setImmediate(action)), deliveryMs);
}
