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

/**
 * Runs `action` when a receiver in this process has had a turn to read what was just written. A reset that arrives
 * together with data looks like an orderly end to a Node client: libuv reports the end of a half-read socket, not the
 * error.
 */
export function afterDelivery(action: () => void): void {
  setImmediate(() => setImmediate(action));
}
