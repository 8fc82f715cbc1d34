/**
 * Runs `action` when a receiver in this process has had a turn to read what was just written. A reset (RST) that arrives
 * together with data looks like an orderly end to a Node client: libuv reports the end of a half-read socket, not the error.
 */
export function afterDelivery(action: () => void): void {
  setImmediate(() => setImmediate(action));
}
