// Converts between cassandra-driver's page state, a hexadecimal text or a Buffer, and the engine's, a base64url text. The engine's contains a
// fingerprint of its statement and values, and is refused for others.

/** Returns the text for `result.pageState`. */
export function toPageState(pagingState: string | null): string | null {
  return pagingState === null ? null : Buffer.from(pagingState, 'base64url').toString('hex');
}

/** Converts the option `pageState`. A text that is not hexadecimal becomes one that the engine refuses. */
export function toPagingState(pageState: string | Buffer): string {
  const bytes = typeof pageState === 'string' ? Buffer.from(pageState, 'hex') : pageState;
  return bytes.toString('base64url') || 'none';
}
