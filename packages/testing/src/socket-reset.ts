import type { Socket } from 'node:net';

/** Breaks the connection (RST). */
export function resetSocket(socket: Socket): void {
  // Node cannot reset a socket whose end is on its way: it would report an error and never close the socket.
  if (socket.writableEnded) {
    socket.destroy();
  } else if (!socket.destroyed) {
    socket.resetAndDestroy();
  }
}

/** A busy kernel hands data to a receiver on the same machine somewhat later than it took it from the sender. */
const deliveryMs = 10;

/**
 * Runs `action` when a receiver has had time to read what was just written: one in this process surely, as after the time is up
 * there is a turn more for what has arrived. A reset that arrives together with data looks like an orderly end to a Node client:
 * libuv reports the end of a half-read socket, not the error.
 */
export function afterDelivery(action: () => void): void {
  setTimeout(() => setImmediate(() => setImmediate(action)), deliveryMs);
}
